"""The mail process: the listener of the e-mail plug-in, tied to the directory and to `accept`."""

from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import getfqdn
from uuid import UUID

import structlog
from django.db import DatabaseError

from nitka.accounts.queries import find_all
from nitka.channels.email import server, tls
from nitka.channels.email.sameness import key_of, sender_of
from nitka.channels.email.smtp import Busy, Envelope, Refused
from nitka.channels.queries import known
from nitka.health.beats import Beats
from nitka.inbound import accept as door
from nitka.kit import context
from nitka.kit.asgi.threads import in_thread
from nitka.kit.ids import uuid7

log = structlog.get_logger("nitka.mail")
FRESH = 5.0  # seconds a known address is remembered; an unknown one is asked for again each time


@dataclass(frozen=True)
class Target:
    """A mail channel that a letter is for."""

    workspace_id: UUID
    channel_id: UUID


_remembered: dict[str, tuple[float, tuple[Target, ...]]] = {}


async def resolve(address: str) -> tuple[Target, ...]:
    """The channels of an address: itself, without its plus-tag, or by its domain."""
    address = address.strip().lower()
    hit = _remembered.get(address)
    if hit and hit[0] > time.monotonic():
        return hit[1]
    try:
        found = await in_thread(partial(_look_up, address))
    except DatabaseError:
        log.exception("the directory cannot be asked")
        raise Busy from None
    if found:
        if len(_remembered) > 10_000:
            _remembered.clear()
        _remembered[address] = (time.monotonic() + FRESH, found)
    return found


def _look_up(address: str) -> tuple[Target, ...]:
    local, _, domain = address.rpartition("@")
    exact = find_all("address", [address, f"{local.partition('+')[0]}@{domain}"])
    entries = exact or find_all("domain", [domain])
    targets = {Target(entry.workspace_id, entry.object_id) for entry in entries}
    return tuple(target for target in targets if (channel := known(target.channel_id)) and channel.is_active)


async def accept(target: Target, envelope: Envelope) -> None:
    """Store a letter for a channel; returns once it is durable."""
    context.request_id.set(uuid7().hex)
    raw = door.Raw(
        workspace_id=target.workspace_id,
        source_id=target.channel_id,
        kind="mail",
        key=key_of(envelope.data),
        sender=sender_of(envelope.data, envelope.mail_from),
        payload={
            "mail_from": envelope.mail_from,
            "rcpt": envelope.rcpt,
            "ip": envelope.ip,
            "request_id": context.request_id.get(),
        },
        raw=envelope.data,
    )
    try:
        accepted = await door.accept(raw)
    except door.Full:
        raise Busy from None
    except door.Refused:
        raise Refused from None
    log.info("letter", id=str(accepted.id), repeated=accepted.repeated, bytes=len(envelope.data))


def main(host: str, port: int, lmtp_socket: Path) -> None:
    """Listen until TERM or Ctrl-C; port 0 leaves the LMTP socket alone."""
    asyncio.run(_serve(host, port or None, lmtp_socket))


async def _serve(host: str, port: int | None, lmtp_socket: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for kind in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(kind, stop.set)
    log.info("mail is up", host=host, port=port, lmtp=str(lmtp_socket))
    beats = Beats("mail", lambda: {"listens": [host, port or 0]}).start()
    await server.main(host, port, lmtp_socket, resolve=resolve, accept=accept, hostname=getfqdn(), stop=stop,
                      tls=tls.offered())  # fmt: skip
    await door.close()
    beats.end()
