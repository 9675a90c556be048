"""Sign-in by the company: a whole Nitka, a provider and two browsers, from the settings to who has no password."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from nitka.accounts.oidc.tests.provider import SECRET, Oidc, provider
from nitka.cli.tests.house import House, standing
from nitka.kit.tests.chromium import chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OWNER, PASSWORD = "olga@uklad.example", "a long walk by the river"


def test_an_owner_switches_it_on_and_who_is_invited_comes_in_by_it() -> None:
    with provider() as idp, standing("oidc", NITKA_INSIDE_NETWORKS="127.0.0.0/8") as house:
        owner, anna = (chromium().new_context(locale="en-GB").new_page() for _ in range(2))
        said: list[str] = []
        for page in (owner, anna):
            page.on("console", lambda one: said.append(f"{one.text} {one.location}") if one.type == "error" else None)
        base = _begin(owner, house)
        _switch_on(owner, base, idp)
        link = _invite(owner, base, "anna@uklad.example")
        idp.claims |= {"email": "anna@uklad.example", "name": "Anna Lee"}
        anna.goto(link)
        anna.get_by_role("button", name="By Uklad").click()
        anna.wait_for_url("**/inbox/**")
        anna.goto(f"{base}/me/")
        expect(anna.locator("input[name=name]")).to_have_value("Anna Lee")
        owner.goto(f"{base}/settings/members/")
        expect(owner.get_by_text("anna@uklad.example")).to_be_visible()
        assert said == []
        for page in (owner, anna):
            page.context.close()
        assert house.complaints() == []


def _begin(page: Page, house: House) -> str:
    """A workspace and its owner; the address of its pages."""
    page.goto(house.url)
    for name, value in (("company", "Uklad"), ("name", "Olga"), ("email", OWNER), ("password", PASSWORD)):
        page.locator(f"[name={name}]").first.fill(value)
    page.keyboard.press("Enter")
    page.wait_for_url("**/start/")
    return page.url.partition("/start/")[0]


def _switch_on(page: Page, base: str, idp: Oidc) -> None:
    page.goto(f"{base}/settings/sign-in/")
    given = {"url": idp.url, "client_id": "nitka", "secret": SECRET, "domains": "uklad.example", "label": "By Uklad"}
    for name, value in given.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#probe li")).to_have_count(3)
    expect(page.locator("#probe .c-bad")).to_have_count(0)


def _invite(page: Page, base: str, email: str) -> str:
    page.goto(f"{base}/settings/members/")
    page.get_by_role("button", name="Invite").first.click()
    page.locator("#invite #id_email").fill(email)
    page.locator("#invite button.main").click()
    link = page.locator("#made-link").inner_text()
    assert re.match(r"http://[^/]+/join/", link)
    return link
