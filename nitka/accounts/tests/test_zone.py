"""The first page of who signs in with a new browser shows times as the second does: the page before told the zone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client

from nitka import ui
from nitka.kit.tests.chromium import chromium

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPTS = Path(ui.__file__).parent / "static/ui"
HOST = "http://door.test"


@pytest.fixture
def vladivostok() -> Iterator[Any]:
    """A page of a browser that has never been here."""
    context = chromium().new_context(timezone_id="Asia/Vladivostok")
    yield context.new_page()
    context.close()


def answer(route: Any) -> None:
    """What the server answers for a page and its scripts."""
    path = urlsplit(route.request.url).path
    script = SCRIPTS / Path(path).name
    if path.startswith("/accounts/"):
        route.fulfill(body=Client().get(path).content, content_type="text/html; charset=utf-8")
    elif script.suffix == ".js" and script.exists():
        route.fulfill(body=script.read_text(), content_type="text/javascript")
    else:
        route.abort()


@pytest.mark.parametrize("door", ["/accounts/login/", "/accounts/password/reset/"])
def test_every_door_tells_the_zone_before_anybody_is_in(vladivostok: Any, door: str) -> None:
    vladivostok.route("**/*", answer)
    vladivostok.goto(HOST + door)
    vladivostok.wait_for_function("document.cookie.includes('zone=')")
    told = {one["name"]: unquote(one["value"]) for one in vladivostok.context.cookies()}
    assert told["zone"] == "Asia/Vladivostok"
