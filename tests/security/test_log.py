"""What the log of a house says of addresses that open something, and of who was refused."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import int_to_base36

from nitka.cli.tests.house import House, until
from nitka.conversations.chat.tokens import File, download_path
from nitka.feedback import tokens as ratings
from nitka.kit.logs import HIDDEN, without_tokens
from nitka.kit.signed import Signed

# Every address with a part that is no number, id or short name: a token, cut out of the log, or a name and why not.
HOLD_TOKENS = {
    "rate/<str:token>", "confirm/<str:token>/", "agree/<str:token>/", "withdraw/<str:token>/",
    "letters/<str:token>/off/", "join/<str:token>/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
}  # fmt: skip
HOLD_NAMES = {"shop/<str:name>", "demo/letters/<str:name>/"}  # files of the demo


def test_each_address_that_may_hold_a_token_is_known_here():
    found = {path for path in _addresses(get_resolver()) if "<str:" in path or "<path:" in path or "(?P<" in path}
    assert {path for path in found if not path.startswith("api/")} == HOLD_TOKENS | HOLD_NAMES


def _addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path
        elif not path.startswith("api/"):
            yield from _addresses(one, path)


def test_every_kind_of_token_is_long_enough_to_be_seen_as_one():
    ids = [str(uuid4()), str(uuid4())]
    reset = f"{int_to_base36(1)}-{default_token_generator.make_token(_Person())}"
    file = download_path(uuid4(), File("0" * 64, "a.txt", "text/plain", 1))
    for path in (
        f"/join/{signing.dumps(ids)}/", f"/pictures/{signing.dumps(ids, compress=True)}", file,
        f"/agree/{Signed('x').make(uuid4(), uuid4())}/", f"/rate/{ratings.make(uuid4(), uuid4())}",
        f"/accounts/password/reset/key/{reset}/",
    ):  # fmt: skip
        assert HIDDEN in without_tokens(path), path


class _Person:
    pk, password, last_login, email = 1, "", None, ""

    @staticmethod
    def get_email_field_name() -> str:
        return "email"


def test_the_log_of_a_house_holds_no_token_that_was_asked_for(house: House):
    token = "Zq" + "x" * 60
    for path in (f"/join/{token}/", f"/rate/{token}", f"/chat/{uuid4()}/files/{token}", f"/pictures/{token}"):
        httpx.get(house.url + path)
    lines = until(lambda: _lines(house, "/pictures/"))
    assert lines[0]["path"] == f"/pictures/{HIDDEN}"
    assert token not in (house.data / "log" / "nitka.log").read_text()


def test_whatever_is_refused_leaves_a_line(house: House):
    mark = uuid4().hex
    asked = {
        f"/nothing/{mark}": 404, f"/static/{mark}.js": 404, f"/api/v1/{mark}": 404, f"/chat/{mark}/config": 404,
        f"/hooks/{mark}": 404, f"/v1/{mark}": 404, f"/w/{mark}/inbox/": 302, f"/stream/{mark}": 404,
    }  # fmt: skip
    for path, status in asked.items():
        assert httpx.get(house.url + path).status_code == status, path
    assert httpx.get(f"{house.url}/stream?t={mark}").status_code == 403
    assert httpx.post(f"{house.url}/accounts/login/", data={"login": mark}).status_code == 403  # without CSRF's token
    until(lambda: {one["path"] for one in _lines(house, "/")} >= {*asked, "/stream", "/accounts/login/"})
    assert f"t={mark}" not in (house.data / "log" / "nitka.log").read_text()


def _lines(house: House, beginning: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (house.data / "log" / "nitka.log").read_text().splitlines()]
    return [line for line in lines if str(line.get("path", "")).startswith(beginning)]
