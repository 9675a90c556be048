"""Bodies that come in drops, or more of them than there is room for."""

import asyncio
import time

import pytest

from nitka.kit.asgi import bodies
from nitka.kit.tests.loops import run


def scope(address: str = "192.0.2.7", method: str = "POST", **headers: str):
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (address, 1), "headers": told, "method": method}


def coming(*pieces: bytes, pause: float = 0.0, endless: bool = False):
    left = list(pieces)

    async def receive():
        await asyncio.sleep(pause)
        piece = left[0] if endless else left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": endless or bool(left)}

    return receive


def spool(room: bodies.Room, *pieces: bytes, address: str = "192.0.2.7") -> bodies.Body:
    return run(bodies.spool(scope(address), coming(*pieces), 10_000_000, room=room))


def test_a_body_that_comes_in_drops_is_given_up():
    started = time.monotonic()
    with pytest.raises(bodies.TooSlow):
        run(bodies.spool(scope(), coming(b"x", pause=0.02, endless=True), 1_000_000, patience=0.3))
    assert time.monotonic() - started < 3


def test_a_body_that_comes_steadily_is_waited_for():
    pieces = [b"x" * 4096] * 20
    with run(bodies.spool(scope(), coming(*pieces, pause=0.02), 1_000_000, patience=0.3)) as body:
        assert len(body.read()) == 20 * 4096


def test_there_is_room_for_so_many_bytes_at_once_and_for_a_quarter_of_them_from_one_client():
    room = bodies.Room(4_000_000)
    held = [spool(room, b"x" * 900_000, address=f"192.0.2.{number}") for number in range(4)]
    with pytest.raises(bodies.NoRoom):
        spool(room, b"x" * 900_000, address="192.0.2.9")
    held.pop().close()
    with pytest.raises(bodies.NoRoom):
        spool(room, b"x" * 400_000, address="192.0.2.0")
    held.append(spool(room, b"x" * 900_000, address="192.0.2.9"))
    for body in held:
        with body:
            assert len(body.read()) == 900_000
    assert (room.held, dict(room._of)) == (0, {})


def test_a_small_body_takes_no_room():
    room = bodies.Room(0)
    with spool(room, b"x" * 30_000, b"x" * 34_000) as body:
        assert len(body.read()) == 64_000


@pytest.mark.parametrize(
    ("headers", "method", "may"),
    [
        ({"content_length": "100"}, "POST", False), ({"content_length": "101"}, "POST", True),
        ({}, "POST", True), ({}, "GET", False), ({"content_length": "x"}, "POST", False),
    ],
)  # fmt: skip
def test_a_body_without_a_length_may_be_of_any(headers, method, may):
    assert bodies.may_exceed(scope(method=method, **headers), 100) == may
