"""Sessions are cheap to begin: files are counted by client too."""

from uuid import uuid4

import pytest

from nitka.conversations.chat import files
from nitka.conversations.chat.request import Request
from nitka.kit.asgi.answers import Problem
from nitka.kit.asgi.rates import Rate
from nitka.kit.tests.loops import run

FORM = b"multipart/form-data; boundary=x"


def send(size: int, address: str) -> int:
    """A form without a file, of that size by its header, from a session of its own: what is answered."""

    async def receive():
        return {"type": "http.request", "body": b"--x--\r\n", "more_body": False}

    headers = [(b"content-type", FORM), (b"content-length", str(size).encode())]
    request = Request({"method": "POST", "client": (address, 1), "headers": headers, "path": ""}, receive)
    request.session = uuid4()
    with pytest.raises(Problem) as refused:
        run(files.upload(request))
    return refused.value.status


def test_a_client_with_many_sessions_sends_no_more_than_its_share(monkeypatch):
    monkeypatch.setattr(files, "SENT", Rate(per_second=0.001, burst=10_000_000))
    assert [send(4_000_000, "192.0.2.7") for _ in range(3)] == [400, 400, 429]
    assert send(4_000_000, "192.0.2.8") == 400
    assert [send(4_000_000, f"2001:db8::{number}") for number in range(3)] == [400, 400, 429]


def test_small_files_are_counted_too(monkeypatch):
    monkeypatch.setattr(files, "SENT", Rate(per_second=0.001, burst=2 * files.LEAST))
    assert [send(10, "192.0.2.7") for _ in range(3)] == [400, 400, 429]
