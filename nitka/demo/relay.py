"""The demo's own mail relay: an SMTP server that sends nothing on and keeps what was sent, for a page to show."""

import asyncio
import json
import signal
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from nitka.channels.contract import ChannelInfo, Inbound
from nitka.channels.email.parse import mime, read_letter
from nitka.channels.email.server import Listener
from nitka.channels.email.smtp import Envelope, Policy
from nitka.kit import clock
from nitka.kit.ids import uuid7

if TYPE_CHECKING:
    from nitka.demo.simulation.follow import Player

KEPT = 1_000
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_NOBODY = UUID(int=0)


@dataclass(slots=True, frozen=True)
class Kept:
    """One letter that went out."""

    id: str
    at: datetime
    to: str
    subject: str
    path: Path

    def raw(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()

    def read(self) -> Inbound | None:
        """What a mail program would show of it."""
        channel = ChannelInfo(_NOBODY, _NOBODY)
        found = read_letter(self.raw(), {}, self.at, channel)
        return found[0] if found and isinstance(found[0], Inbound) else None

    def html(self) -> str:
        """Its HTML part with the pictures that came along in their places: show it in a sandboxed frame only."""
        whole = mime.parse(self.raw())[0]
        found = next(_html(whole), "")
        for part in _parts(whole):
            if part.type in PICTURES and (name := part.headers.text("content-id").strip("<> ")):
                data = b64encode(part.content()).decode()
                found = found.replace(f"cid:{name}", f"data:{part.type};base64,{data}")
        return found


async def start(directory: Path, host: str = "127.0.0.1", port: int = 0) -> Listener:
    """Listen; every address is known here."""
    directory.mkdir(parents=True, exist_ok=True)

    async def check(_address: str) -> bool:
        return True

    async def take(envelope: Envelope) -> None:
        await asyncio.to_thread(keep, directory, envelope)

    listener = Listener(Policy(check, take, hostname="relay.demo.invalid"))
    await listener.start(host, port)
    return listener


def main(directory: Path, host: str, port: int, player: "Player | None" = None) -> None:
    """Listen until TERM or Ctrl-C, and let the player follow its page: a process of its own would take 20 MB."""
    asyncio.run(_serve(directory, host, port, player))


async def _serve(directory: Path, host: str, port: int, player: "Player | None") -> None:
    stop = player.end if player else asyncio.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(kind, stop.set)
    listener = await start(directory, host, port)
    await (player.live() if player else stop.wait())
    await listener.stop()


def keep(directory: Path, envelope: Envelope) -> None:
    """Write one letter and forget the oldest ones."""
    name, at = str(uuid7()), clock.now()
    subject = mime.read_headers(mime.split_head(envelope.data)[0]).words("subject")
    (directory / f"{name}.eml").write_bytes(envelope.data)
    about = {"at": at.isoformat(), "to": ", ".join(envelope.rcpt), "subject": subject[:300]}
    part = directory / f"{name}.part"
    part.write_text(json.dumps(about, ensure_ascii=False))
    part.replace(directory / f"{name}.json")
    for old in sorted(directory.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".eml").unlink(missing_ok=True)


def letters(directory: Path, limit: int = 100) -> list[Kept]:
    """What was sent, newest first."""
    return [_kept(path) for path in sorted(directory.glob("*.json"), reverse=True)[:limit]]


def letter(directory: Path, name: str) -> Kept | None:
    """One letter by its id; None for what is no id or no longer kept."""
    try:
        path = directory / f"{UUID(name)}.json"
    except ValueError:
        return None
    return _kept(path) if path.exists() else None


def _kept(path: Path) -> Kept:
    about = json.loads(path.read_text())
    at = datetime.fromisoformat(about["at"])
    return Kept(path.stem, at, about["to"], about["subject"], path.with_suffix(".eml"))


def _html(whole: mime.Part) -> Iterator[str]:
    return (part.content().decode("utf-8", "replace") for part in _parts(whole) if part.type == "text/html")


def _parts(part: mime.Part) -> Iterator[mime.Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _parts(child)
