"""Remote pictures of letters: by us, on request, without those that only watch."""

from typing import Any

import pytest

from nitka.conversations import pictures
from nitka.kit import outside
from nitka.kit.asgi.rates import Rate
from nitka.kit.ids import uuid7
from nitka.kit.tests.loops import run

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
LETTER = (
    '<p>Hi</p><img data-src="https://shop.example/a.png?x=1&amp;y=2" width="600">'
    '<img width="1" height="1" data-src="https://track.example/open?id=7"><img data-cid="c1">'
)


def ask(path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    run(pictures.app({"type": "http", "path": path}, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def shown() -> str:
    return pictures.through_us(LETTER, uuid7(), "https://desk.example")


def path_of(html: str) -> str:
    return html.partition('src="https://desk.example')[2].partition('"')[0]


def test_pictures_come_by_us_and_watchers_do_not_come():
    html = shown()
    assert "shop.example" not in html
    assert "track.example" not in html
    assert '<img data-cid="c1">' in html
    assert pictures.count(LETTER) == 1


def test_the_door_sends_a_picture_as_a_picture(monkeypatch):
    asked = []

    def get(url, *, limit):
        asked.append(url)
        return outside.Answer(PNG, "text/html")

    monkeypatch.setattr(outside, "get", get)
    status, headers, body = ask(path_of(shown()))
    assert (status, body, headers[b"content-type"]) == (200, PNG, b"image/png")
    assert asked == ["https://shop.example/a.png?x=1&y=2"]
    assert headers[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize("body", [b"<html><script>alert(1)</script>", b"<svg xmlns='x'/>", b""])
def test_what_is_no_picture_is_not_passed_on(monkeypatch, body):
    monkeypatch.setattr(outside, "get", lambda url, *, limit: outside.Answer(body, "image/png"))
    assert ask(path_of(shown()))[0] == 404


def test_an_address_that_we_did_not_sign_is_nothing(monkeypatch):
    monkeypatch.setattr(outside, "get", lambda *_args, **_more: pytest.fail("asked"))
    for token in ("x", "", "https://shop.example/a.png", path_of(shown()).removeprefix("/pictures/")[:-2]):
        assert ask(f"/pictures/{token}")[0] == 404


def test_what_cannot_be_had_is_missing_and_nothing_breaks(monkeypatch):
    def get(url, *, limit):
        raise outside.Unfetched("too slow")

    monkeypatch.setattr(outside, "get", get)
    assert ask(path_of(shown()))[0] == 404


def test_a_letter_with_ten_thousand_pictures_does_not_make_us_a_hammer(monkeypatch):
    monkeypatch.setattr(pictures, "FETCHING", Rate(1, 2, clock=lambda: 0.0))
    monkeypatch.setattr(outside, "get", lambda url, *, limit: outside.Answer(PNG, ""))
    path = path_of(shown())
    assert [ask(path)[0] for _ in range(3)] == [200, 200, 429]
