"""The field that conditions are found by, in a real browser."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.mark.parametrize(
    ("language", "typed", "offered"),
    [("ru", "покуп", "купили на сумму"), ("ru", "оценк", "низко оценили"), ("en", "purch", "bought for a sum")],
)
def test_a_condition_is_found_by_its_words_and_by_those_of_its_group(language: str, typed: str, offered: str) -> None:
    house = accounts.workspace(language=language)
    client = Client()
    client.force_login(accounts.member(house, role=Role.OWNER).user)
    with visiting(client, 1440, "light", "ru-RU" if language == "ru" else "en-GB") as visit:
        visit.open(f"/w/{house.slug}/segments/new/")
        visit.page.fill("#typed", typed)
        expect(visit.page.locator(".offer:visible", has_text=offered).first).to_be_visible()
        other = "язык" if language == "ru" else "language"
        expect(visit.page.locator(".offer:visible", has_text=other)).to_have_count(0)
