"""The form of a new customer in a real browser: what it reads while one types, by keyboard alone, and axe."""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from nitka.accounts.models import Role, User
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Customer, Identity
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import faults, visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SHOTS = os.environ.get("NITKA_SHOTS", "")
LIST, NEW = "/w/uklad/customers/", "/w/uklad/customers/new/"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def shop() -> Client:
    workspace = accounts.workspace(slug="uklad", language="ru")
    member = accounts.member(workspace, name="Вера Климова", role=Role.OWNER)
    with in_workspace(workspace.pk):
        enter(claims=[Claim("phone", "+79162041833")], name="Анна Соколова")
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    return client


def count(client: Client) -> tuple[int, int]:
    with in_workspace(accounts.Workspace.objects.get(slug="uklad").pk):
        return Customer.objects.count(), Identity.objects.count()


@pytest.mark.parametrize(("width", "theme", "language"), [(1440, "light", "en-US"), (390, "dark", "ru-RU")])
def test_who_has_a_contact_is_named_while_one_types_and_enter_adds_to_nobody(shop, width, theme, language):
    User.objects.update(language=language[:2])
    with visiting(shop, width, theme, language) as visit:
        visit.open(LIST)
        visit.page.keyboard.press("c")
        visit.page.wait_for_url(f"**{NEW}")
        visit.page.keyboard.type("Аня")
        visit.page.get_by_role("textbox").nth(1).fill("8 916 204-18-33\nanna@example.org\nпосле шести")
        known = visit.page.locator("#noted")
        expect(known.locator(".has")).to_contain_text("Анна Соколова")
        expect(known.locator("li.wrong")).to_have_count(1)
        assert faults(visit.page) == []
        assert not visit.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if SHOTS:
            visit.page.screenshot(path=Path(SHOTS) / f"new-{width}-{language[:2]}-{theme}.png", full_page=True)
        visit.page.locator("#f-name").press("Enter")
        expect(visit.page.locator("#f-contacts-e")).to_be_visible()
        assert count(shop) == (1, 1)
        visit.page.locator("#f-contacts").fill("anna@example.org")
        visit.page.locator("#f-contacts").press("Control+Enter")
        expect(visit.page.locator("h1")).to_contain_text("Аня")
        assert count(shop) == (2, 2)
        assert visit.said == []
