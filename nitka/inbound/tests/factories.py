"""Raw things of no channel, and digesters that count what they get."""

import asyncio
from uuid import uuid4

from nitka.inbound import accept, digester
from nitka.inbound.accept import Accepted, Raw
from nitka.inbound.models import InboundLog
from nitka.kit.tests.loops import run_on
from nitka.kit.tests.roles import as_role

SOURCE = uuid4()
seen: list[list[str]] = []  # batches of keys, as `remember` got them


def raw(workspace, key: str, sender: str = "s", kind: str = "test", **fields) -> Raw:
    return Raw(workspace.id, fields.pop("source", SOURCE), kind, key, sender, **{"payload": {"key": key}, **fields})


def arrive(*raws: Raw) -> list[Accepted]:
    """Accept all at once, as concurrent senders would."""

    async def at_once() -> list[Accepted]:
        try:
            return await asyncio.gather(*(accept.accept(one) for one in raws))
        finally:
            await _rung()

    return run_on(at_once())


async def _rung() -> None:
    """The digester has been told of all, and will be told of the next thing, however soon that comes."""
    for flusher in accept._acceptor().flushers:
        await flusher.queue.join()
        flusher.told = float("-inf")


def digest_all() -> int:
    with as_role("worker"):
        return digester.digest_all()


def remember(items: list[InboundLog]) -> None:
    """A digester that reads everything but what is called bad."""
    if any(item.key.startswith("bad") for item in items):
        raise digester.Unreadable("bad")
    seen.append([item.key for item in items])


def listen(kind: str = "test") -> None:
    seen.clear()
    digester.register(kind, "nitka.inbound.tests.factories.remember")
