"""Until a person chooses a language, the page they sign in by leads."""

import pytest
from django.test import Client

from nitka.accounts.actions import set_preferences
from nitka.accounts.models import User, Workspace
from nitka.accounts.tests import factories as accounts

PASSWORD = "клубок-узел-7"
CREDENTIALS = {"login": "olga@uklad.example", "password": PASSWORD}


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = accounts.workspace(name="Уклад", slug="uklad", language="ru")
    accounts.member(workspace, email="olga@uklad.example", name="Ольга", password=PASSWORD)
    return workspace


def signed_in(**told: str) -> str:
    """The language of one's own page, to a browser that accepts these."""
    client = Client(headers={"Accept-Language": told["accept"]} if "accept" in told else {})
    if "switch" in told:
        client.post("/language/", {"language": told["switch"], "next": "/"})
    client.post("/accounts/login/", CREDENTIALS)
    return client.get("/w/uklad/me/")["Content-Language"]


@pytest.mark.parametrize(
    ("told", "speaks"),
    [
        ({"accept": "en-GB,en;q=0.9"}, "en"),
        ({"accept": "de-DE,de;q=0.9,en;q=0.8"}, "en"),
        ({"accept": "de"}, "ru"),  # none of ours: as the company speaks
        ({}, "ru"),
        ({"accept": "ru", "switch": "en"}, "en"),
        ({"accept": "en", "switch": "ru"}, "ru"),
    ],
)
def test_pages_speak_as_the_page_one_signed_in_by(uklad: Workspace, told: dict[str, str], speaks: str) -> None:
    assert signed_in(**told) == speaks
    assert User.objects.get().language == speaks  # and so do letters to them


def test_another_browser_leads_anew_and_one_that_says_nothing_changes_nothing(uklad: Workspace) -> None:
    assert [signed_in(accept="en"), signed_in(), signed_in(accept="ru")] == ["en", "en", "ru"]


def test_what_was_chosen_stays_whatever_the_browser_asks_for(uklad: Workspace) -> None:
    user = User.objects.get()
    set_preferences(user=user, theme="dark")
    assert signed_in(accept="en") == "en"  # the theme is no language
    set_preferences(user=User.objects.get(), language="ru")
    assert [signed_in(accept="en"), signed_in(switch="en")] == ["ru", "ru"]
