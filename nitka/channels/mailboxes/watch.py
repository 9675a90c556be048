"""One mailbox, looked after in a thread of its own: opened, read, waited for, opened again.

A large folder and a reconciliation are gone through in slices: between two of them the folders are looked at anew, and
what has come goes first. A slice also ends when much waits for the digester, as what waits there stands before the next
letter of every other mailbox.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import structlog
from django.db import Error, connection

from nitka.accounts.models import Workspace
from nitka.channels import queries
from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.fetching import Cursor, Fetching, Portion, Source, Stalled
from nitka.channels.mailboxes import actions
from nitka.channels.mailboxes.intake import Intake
from nitka.channels.mailboxes.reconcile import is_due, reconcile
from nitka.channels.models import Channel, Mailbox
from nitka.channels.registry import fetching
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

log = structlog.get_logger(__name__)
LOOK_EVERY = 30.0  # where the server does not push
LOOK_OTHERS = 60.0  # it pushes for one folder only
AGAIN = 1.0  # after a stall
SLICE = 1.0  # seconds of reading on before what has come is looked for again
FEW = 5  # letters that are nobody's history, and never wait for the digester
STUBBORN = 3  # a letter over which the server stalls so often is passed over, and tried again each day


class Watch:
    """Lives until its mailbox is switched off, changed, or the worker ends."""

    def __init__(self, mailbox_id: UUID, workspace_id: UUID, changed_at: datetime, intake: Intake) -> None:
        self.mailbox_id, self.workspace_id, self.changed_at, self.intake = mailbox_id, workspace_id, changed_at, intake
        self.over = threading.Event()
        self.source: Source | None = None
        self.stalls: Counter[str] = Counter()
        self.late: dict[str, Cursor] = {}  # folders with more to read
        self.thread = threading.Thread(target=self._run, name=f"mailbox {mailbox_id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def end(self) -> None:
        """Have it end: whatever it waits for is cut off."""
        self.over.set()
        if self.source is not None:
            self.source.interrupt()

    def _run(self) -> None:
        while not self.over.is_set():
            try:
                self.over.wait(self._session())
            except Error:
                log.exception("mailbox.database")
                self.late.clear()
                self.over.wait(1)
            except Exception:
                log.exception("mailbox.broke", mailbox=str(self.mailbox_id))
                self.late.clear()
                self.over.wait(10)

    def _session(self) -> float:
        """One connection, until it ends; the seconds to wait before the next."""
        with self._rows():
            box = Mailbox.objects.get(pk=self.mailbox_id)
            channel, plug_in = self._channel(box)
        if box.next_at and (early := (box.next_at - clock.now()).total_seconds()) > 0:
            return early
        try:
            self.source = plug_in.open(channel)
            try:
                return self._looks(self.source, box, channel, plug_in)
            finally:
                self.source.close()
        except ChannelError as error:
            return 0 if self.over.is_set() else self._trouble(error)
        except Stalled as stalled:
            return 0 if self.over.is_set() else self._stalled(stalled)

    def _looks(self, source: Source, box: Mailbox, channel: ChannelInfo, plug_in: Fetching) -> float:
        folders = plug_in.folders(channel.settings)
        first = plug_in.first(channel.settings, clock.now())
        steps: Iterator[None] | None = None
        while not self.over.is_set():
            for folder in reversed(folders):  # the first one last: it stays open to be waited on
                cursor, anew = self._look(source, box, channel, folder, first)
            with self._rows():
                actions.works(mailbox=box, pushes=source.pushes)
            if self.late:
                continue
            if is_due(box):
                steps = self._reconciliation(source, box, channel, cursor) if anew or not steps else steps
                if self._slice(steps, source):
                    continue
                steps = None
            if not source.lasting:
                return LOOK_EVERY
            if source.pushes:
                source.wait(LOOK_OTHERS if len(folders) > 1 else float("inf"))
            else:
                self.over.wait(LOOK_EVERY)
        return 0

    def _look(
        self, source: Source, box: Mailbox, channel: ChannelInfo, folder: str, first: datetime | None
    ) -> tuple[Cursor, bool]:
        """Read what is new in a folder; the cursor passes what is stored. True when the folder began anew."""
        cursor = self.late.get(folder)
        if cursor is None:
            with self._rows():
                cursor = actions.cursor(mailbox=box, folder=folder, first=first)
        cursor.gently = bool(self.stalls)
        cursor.skip |= {ref: "stalled" for ref, times in self.stalls.items() if times >= STUBBORN}
        anew = source.begin(cursor)
        if anew:
            with self._rows():
                actions.begun(mailbox=box, cursor=cursor)
        if cursor.gone:
            with self._rows():
                actions.forget(mailbox=box, cursor=cursor)
        for portion in source.news(cursor):
            self._take(source, box, channel, cursor, portion)
        if folder not in self.late or self.intake.room(self.over, SLICE):
            self._read_on(source, box, channel, cursor)
        return cursor, anew

    def _read_on(self, source: Source, box: Mailbox, channel: ChannelInfo, cursor: Cursor) -> None:
        """Take what the folder holds, a slice of it where there is much."""
        self.late[cursor.folder] = cursor
        until = time.monotonic() + SLICE
        for portion in source.after(cursor):
            self._take(source, box, channel, cursor, portion)
            left = until - time.monotonic()
            room = len(portion.letters) <= FEW or self.intake.room(self.over, max(left, 0) if source.lasting else SLICE)
            if self.over.is_set() or (source.lasting and not (room and left > 0)):
                return
        del self.late[cursor.folder]
        self.stalls.clear()

    def _take(self, source: Source, box: Mailbox, channel: ChannelInfo, cursor: Cursor, portion: Portion) -> int:
        new, refused = self.intake.store(channel.workspace_id, channel.id, portion.letters)
        portion.skipped |= refused
        with self._rows():
            actions.advance(mailbox=box, cursor=cursor, portion=portion)
        source.stored(portion)
        return new

    def _slice(self, steps: Iterator[None], source: Source) -> bool:
        """Go through some of these; whether there are more."""
        until = time.monotonic() + SLICE
        return any(self.over.is_set() or (source.lasting and time.monotonic() > until) for _ in steps)

    def _reconciliation(self, source: Source, box: Mailbox, channel: ChannelInfo, cursor: Cursor) -> Iterator[None]:
        def take(portion: Portion) -> int:
            new, _ = self.intake.store(channel.workspace_id, channel.id, portion.letters)
            source.stored(portion)
            return new

        return reconcile(source, box, channel, cursor, take, self._rows)

    def _trouble(self, error: ChannelError) -> float:
        with self._rows():
            return actions.trouble(mailbox_id=self.mailbox_id, error=error)

    def _stalled(self, stalled: Stalled) -> float:
        """Come back at once, and ask for one letter at a time."""
        log.warning("mailbox.stalled", mailbox=str(self.mailbox_id), letters=stalled.refs[:10])
        self.stalls.update(stalled.refs[:1] if len(stalled.refs) == 1 else dict.fromkeys(stalled.refs, 0))
        return AGAIN

    def _channel(self, box: Mailbox) -> tuple[ChannelInfo, Fetching]:
        row = Channel.objects.get(pk=box.channel_id)
        plug_in = fetching(row.kind)
        assert plug_in is not None
        return queries.info(row, Workspace.objects.get(pk=self.workspace_id)), plug_in

    @contextmanager
    def _rows(self) -> Iterator[None]:
        """The database for a moment; a connection is not held while a mailbox is waited for."""
        try:
            with in_workspace(self.workspace_id):
                yield
        finally:
            connection.close()
