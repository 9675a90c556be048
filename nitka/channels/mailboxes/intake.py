"""From a mailbox to `inbound.accept`: the same door as for letters by SMTP, from threads."""

import asyncio
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from uuid import UUID

from django.db import connection

from nitka.channels.contract import ChannelError
from nitka.channels.fetching import Letter
from nitka.inbound import accept as door
from nitka.inbound.queries import much_waits

PATIENCE = 60.0
AHEAD = 100  # things that may wait to be digested before a mailbox's history waits too
LOOK_AGAIN = 0.03


class Intake:
    """An event loop of its own, in which the letters of all mailboxes share commits."""

    def __enter__(self) -> "Intake":
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="intake", daemon=True)
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(door.close(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def room(self, over: threading.Event, seconds: float) -> bool:
        """Wait until little waits to be digested, or until the time is up; whether it is so."""
        until = time.monotonic() + seconds
        try:
            while much_waits(AHEAD):
                if time.monotonic() > until or over.wait(LOOK_AGAIN):
                    return False
        finally:
            connection.close()
        return True

    def store(self, workspace_id: UUID, channel_id: UUID, letters: Sequence[Letter]) -> tuple[int, dict[str, str]]:
        """Returns once all are durable: how many were new, and which the database cannot hold.

        Raises ChannelError when they could not be stored now.
        """
        work = _store(workspace_id, channel_id, letters)
        try:
            return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)
        except (door.Full, TimeoutError) as error:
            raise ChannelError("storage", permanent=False) from error


async def _store(workspace_id: UUID, channel_id: UUID, letters: Sequence[Letter]) -> tuple[int, dict[str, str]]:
    new, refused = 0, {}
    for group in _groups(letters):
        raws = [_raw(workspace_id, channel_id, letter) for letter in group]
        answers = await asyncio.gather(*map(door.accept, raws), return_exceptions=True)
        for letter, answer in zip(group, answers, strict=True):
            if isinstance(answer, door.Accepted):
                new += not answer.repeated
            elif isinstance(answer, door.Refused):
                refused[letter.ref] = "refused"
            else:
                raise answer
    return new, refused


def _groups(letters: Sequence[Letter]) -> list[list[Letter]]:
    """A large letter alone: its file takes time, and the small ones after it must not overtake it."""
    groups: list[list[Letter]] = [[]]
    for letter in letters:
        if len(letter.body) > door.LARGE:
            groups += [[letter], []]
        else:
            groups[-1].append(letter)
    return [group for group in groups if group]


def _raw(workspace_id: UUID, channel_id: UUID, letter: Letter) -> door.Raw:
    return door.Raw(workspace_id, channel_id, "mail", letter.key, letter.sender, letter.payload, letter.body)
