"""A wire carries, is silent, and is cut."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nitka.chaos.wire import Wire


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """To somebody who says everything back."""
    far = socket.socket(socket.AF_UNIX)
    far.bind(str(tmp_path / "far"))
    far.listen()
    threading.Thread(target=_echo, args=[far], daemon=True).start()
    wire = Wire(str(tmp_path / "near"), str(tmp_path / "far"))
    wire.open()
    yield wire
    wire.close()
    far.close()


def _echo(far: socket.socket) -> None:
    try:
        while True:
            threading.Thread(target=_say_back, args=[far.accept()[0]], daemon=True).start()
    except OSError:
        pass


def _say_back(end: socket.socket) -> None:
    while piece := end.recv(100):
        end.sendall(piece)


def _near(wire: Wire) -> socket.socket:
    end = socket.socket(socket.AF_UNIX)
    end.settimeout(5)
    end.connect(wire.near)
    return end


def _says(end: socket.socket, word: bytes) -> bytes:
    end.sendall(word)
    return end.recv(100)


def test_it_carries_both_ways_and_again_after_a_cut(wire: Wire):
    end = _near(wire)
    assert _says(end, b"one") == b"one"
    wire.cut()
    assert end.recv(1) == b""
    with pytest.raises(OSError):
        _near(wire)
    wire.mend()
    assert _says(_near(wire), b"two") == b"two"


def test_a_silent_wire_keeps_what_it_was_given(wire: Wire):
    end = _near(wire)
    assert _says(end, b"one") == b"one"
    wire.hold()
    end.sendall(b"two")
    end.settimeout(0.3)
    with pytest.raises(TimeoutError):
        end.recv(100)
    end.settimeout(5)
    wire.mend()
    assert end.recv(100) == b"two"
