"""What a door says when it cannot take more; asked in this process, so that the ways in can be blocked."""

import json
from uuid import uuid4

import pytest

from nitka.inbound.accept import Full, Refused
from nitka.kit.asgi import bodies
from nitka.kit.tests.loops import run
from nitka.moments.collector import doors, sources
from nitka.moments.collector.sources import Known

KEY = "k" * 40
BODY = json.dumps({"userId": "u", "event": "E"}).encode()


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    known = Known(uuid4(), uuid4(), 20_000)
    monkeypatch.setattr(sources, "remembered", lambda key: (True, known))


def post(body: bytes = BODY, receive=None) -> tuple[int, dict, dict]:
    """Status, headers and JSON of an answer."""
    sent: list[dict] = []

    async def give():
        return {"type": "http.request", "body": body, "more_body": False}

    async def take(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/track", "query_string": b"",
             "headers": [(b"authorization", f"Bearer {KEY}".encode())]}  # fmt: skip
    run(doors.app(scope, receive or give, take))
    return sent[0]["status"], dict(sent[0]["headers"]), json.loads(sent[1]["body"])


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(Full(), 503, "busy"), (Refused(), 400, "unstorable"), (RecursionError(), 400, "invalid_json")],
)
def test_what_cannot_be_stored_now_is_told(monkeypatch, error, status, code):
    async def accept(_raw):
        raise error

    monkeypatch.setattr(doors, "accept", accept)
    answered, headers, said = post()
    assert (answered, said["code"]) == (status, code)
    assert (b"retry-after" in headers) == (status == 503)


def test_only_so_many_bytes_wait_at_once(monkeypatch):
    monkeypatch.setattr(doors, "HELD", 10)
    assert post()[0] == 503
    assert doors._held == 0


def test_a_sender_who_hangs_up_gets_no_answer():
    async def gone():
        return {"type": "http.disconnect"}

    with pytest.raises(IndexError):
        post(receive=gone)


def test_a_sender_who_stalls_is_told(monkeypatch):
    async def slow(*_args, **_more):
        raise bodies.TooSlow

    monkeypatch.setattr(bodies, "fill", slow)
    assert post()[0] == 408
