"""Segments under a thumb: nothing leaves the screen."""

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OUT = "all => all.filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.textContent.trim())"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_new_company_is_offered_fits_a_phone(language: str) -> None:
    workspace = accounts.workspace(language=language)
    member = accounts.member(workspace, role=Role.OWNER)
    member.user.language = language
    member.user.save()
    client = Client()
    client.force_login(member.user)
    with visiting(client, 390, "light", language) as visit:
        visit.open(f"/w/{workspace.slug}/segments/")
        assert visit.page.locator(".ready :is(li, .btn)").count() > 3
        assert visit.page.locator(".ready :is(li, .btn)").evaluate_all(OUT) == []
