"""A virus scanner of the company's own (`NITKA_CLAMD`), asked before a file is given out: clamd's INSTREAM."""

import os
import socket
import struct
from typing import BinaryIO

PIECE = 256 * 1024
SECONDS = 20.0


class Infected(ValueError):
    """The scanner knows what is in the file; its name for it."""


class Unsure(OSError):
    """The scanner did not say: it is not reached, or the file is more than it takes."""


def check(file: BinaryIO) -> None:
    """Have a file looked through, from its beginning, and leave it there. Without a scanner nothing is asked.

    Raises Infected, Unsure.
    """
    place = os.environ.get("NITKA_CLAMD", "").strip()
    if not place:
        return
    file.seek(0)
    try:
        said = _asked(place, file)
    except (OSError, ValueError) as problem:
        raise Unsure(f"{place}: {problem}") from problem
    finally:
        file.seek(0)
    if said.endswith(" FOUND"):
        raise Infected(said.removeprefix("stream: ").removesuffix(" FOUND"))
    if said != "stream: OK":
        raise Unsure(f"{place}: {said[:200]!r}")


def _asked(place: str, file: BinaryIO) -> str:
    with _line(place) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            while piece := file.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096 and (piece := line.recv(1024)):
            said += piece
    return said.rstrip(b"\0\n").decode(errors="replace")


def _line(place: str) -> socket.socket:
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=SECONDS)
