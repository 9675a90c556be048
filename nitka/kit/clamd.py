"""A virus scanner of the company's own (`NITKA_CLAMD`), asked before a file is given out: clamd's INSTREAM."""

import os
import socket
import struct
import time
from typing import BinaryIO

PIECE = 256 * 1024
REACHED = 3.0  # seconds in which it must be
SECONDS = 10.0  # for all of a talk: who asks for the file waits so long, and a thread with them
REST = 5.0  # seconds in which one that was silent is not asked again: files may not hold all of a process's threads
_silent: dict[str, float] = {}  # place → until when


class Infected(ValueError):
    """The scanner knows what is in the file; its name for it."""


class Unsure(OSError):
    """The scanner did not say: it is not reached, or the file is more than it takes."""


def is_named() -> bool:
    """Whether there is a scanner: who asks it holds no transaction meanwhile."""
    return bool(_place())


def check(file: BinaryIO) -> None:
    """Have a file looked through, from its beginning, and leave it there. Without a scanner nothing is asked.

    Raises Infected, Unsure.
    """
    place = _place()
    if not place:
        return
    if _silent.get(place, 0) > time.monotonic():
        raise Unsure(f"{place}: silent a moment ago")
    file.seek(0)
    try:
        said = _asked(place, file)
    except TimeoutError as problem:
        _silent[place] = time.monotonic() + REST
        raise Unsure(f"{place}: {problem}") from problem
    except (OSError, ValueError) as problem:
        raise Unsure(f"{place}: {problem}") from problem
    finally:
        file.seek(0)
    if said.endswith(" FOUND"):
        raise Infected(said.removeprefix("stream: ").removesuffix(" FOUND"))
    if said != "stream: OK":
        raise Unsure(f"{place}: {said[:200]!r}")


def _place() -> str:
    return os.environ.get("NITKA_CLAMD", "").strip()


def _asked(place: str, file: BinaryIO) -> str:
    until = time.monotonic() + SECONDS
    with _line(place) as line:
        _send(line, b"zINSTREAM\0", until)
        try:
            while piece := file.read(PIECE):
                _send(line, struct.pack(">I", len(piece)) + piece, until)
            _send(line, struct.pack(">I", 0), until)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096 and (piece := _hear(line, until)):
            said += piece
    return said.rstrip(b"\0\n").decode(errors="replace")


def _send(line: socket.socket, data: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(data)


def _hear(line: socket.socket, until: float) -> bytes:
    line.settimeout(_left(until))
    return line.recv(1024)


def _left(until: float) -> float:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError("timed out")
    return left


def _line(place: str) -> socket.socket:
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(REACHED)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=REACHED)
