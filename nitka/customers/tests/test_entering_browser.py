"""The form of a new customer in a real browser: what it reads while one types, by keyboard alone, and axe."""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from nitka.accounts.models import User
from nitka.customers.actions import Claim, enter
from nitka.customers.tests.browsing import uklad
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.proxy import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SHOTS = os.environ.get("NITKA_SHOTS", "")
LIST, NEW = "/w/uklad/customers/", "/w/uklad/customers/new/"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def shop() -> Client:
    workspace, _member, client = uklad()
    with in_workspace(workspace.pk):
        enter(claims=[Claim("phone", "+79162041833")], name="Анна Соколова")
    return client


SENT = """addEventListener("submit", event => {
    event.preventDefault()
    event.stopImmediatePropagation()
    window.sent = [...new FormData(event.target, event.submitter).keys()]
}, { capture: true })"""


def looked(client: Client, contacts: str) -> Answer:
    """What the server says of contacts that are being typed."""
    answer = client.post(NEW, {"contacts": contacts, "do": "look"})
    return Answer(answer.status_code, {"Content-Type": "text/html"}, answer.content)


@pytest.mark.parametrize(("width", "theme", "language"), [(1440, "light", "en-US"), (390, "dark", "ru-RU")])
def test_who_has_a_contact_is_named_while_one_types_and_enter_adds_to_nobody(shop, width, theme, language):
    User.objects.update(language=language[:2])
    contacts = "8 916 204-18-33\nanna@example.org\nпосле шести"
    with visiting(shop, width, theme, language) as visit:
        visit.open(LIST)
        expect(visit.page.locator(f"a[href='{NEW}'][data-key=c]")).to_be_visible()
        visit.open(NEW)
        visit.answers[NEW] = looked(shop, contacts)
        visit.page.keyboard.type("Аня")
        visit.page.locator("#f-contacts").fill(contacts)
        known = visit.page.locator("#noted")
        expect(known.locator(".has")).to_contain_text("Анна Соколова")
        expect(known.locator("li.wrong")).to_have_count(1)
        assert visit.page.locator("#f-name").input_value() == "Аня"
        assert visit.faults() == []
        if SHOTS:
            visit.page.screenshot(path=Path(SHOTS) / f"new-{width}-{language[:2]}-{theme}.png", full_page=True)
        visit.page.evaluate(SENT)
        for field, key in (("#f-name", "Enter"), ("#f-contacts", "Control+Enter")):
            visit.page.evaluate("window.sent = undefined")
            visit.page.locator(field).press(key)
            visit.page.wait_for_function("window.sent !== undefined")
            assert "to" not in visit.page.evaluate("window.sent")
        known.get_by_role("button").click()
        visit.page.wait_for_function("window.sent.includes('to')")
        assert visit.said == []
