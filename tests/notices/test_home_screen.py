"""Nitka on a home screen: Chromium finds nothing against it, and who cannot take pushes otherwise is told the way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from nitka.cli.tests.house import House, until
from nitka.kit.tests.chromium import chromium
from tests.notices.test_push import sign_in

pytestmark = pytest.mark.browser
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
# A window of its own that is not kept is none to install from: said of every context of a test
OF_THE_TEST = {"in-incognito"}


@pytest.fixture
def context(house: House) -> Iterator[BrowserContext]:
    made = chromium().new_context(locale="en-US", base_url=house.url)
    yield made
    made.close()


def test_chromium_finds_it_installable_and_its_pictures_are_there(house: House, context: BrowserContext) -> None:
    page = context.new_page()
    slug = sign_in(house, page, "olga@uklad.example")
    devtools = context.new_cdp_session(page)

    def asked(method: str) -> dict[str, Any]:
        return dict(devtools.send(method))

    for language, name in (("en", "Nitka"), ("ru", "Нитка")):
        house.ask("update accounts_user set language = %s", language)
        page.goto(f"/w/{slug}/inbox/")
        found = until(lambda: (got := asked("Page.getAppManifest")).get("data") and got, 10)
        assert found["url"] == f"{house.url}/app-{language}.webmanifest"
        assert found["errors"] == []
        said = json.loads(found["data"])
        assert said["name"] == name
        for icon in said["icons"]:
            assert page.request.get(icon["src"]).headers["content-type"] == "image/png"
        problems = {error["errorId"] for error in asked("Page.getInstallabilityErrors")["installabilityErrors"]}
        assert problems <= OF_THE_TEST
    touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href")
    assert page.request.get(touch or "").headers["content-type"] == "image/png"


def test_an_iphone_that_shows_it_in_safari_is_told_of_the_home_screen(house: House) -> None:
    context = chromium().new_context(locale="en-US", base_url=house.url, user_agent=IPHONE)
    page = context.new_page()
    page.add_init_script("delete window.PushManager")
    sign_in(house, page, "vera@uklad.example")
    expect(page.get_by_text("Add to Home Screen")).to_be_visible()
    expect(page.get_by_text("takes no pushes here")).to_be_hidden()
    context.close()
