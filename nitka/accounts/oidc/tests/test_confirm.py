"""Before something that matters: who is linked at the provider proves there that it is still them."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from nitka.accounts import actions
from nitka.accounts.models import User, Workspace
from nitka.accounts.oidc.tests.conftest import PASSWORD, Person
from nitka.accounts.oidc.tests.provider import Oidc
from nitka.accounts.oidc.tests.test_sign_in import invited, said

pytestmark = pytest.mark.django_db
APP = "/accounts/2fa/app/"


@pytest.fixture
def vera(uklad: Workspace, idp: Oidc, person: Person) -> Person:
    """In by the provider an hour ago; neither password nor second step."""
    invited(uklad)
    person.sign_in()
    _an_hour_passes(person)
    return person


def _an_hour_passes(person: Person) -> None:
    session = person.client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()


def _confirmed(vera: Person, asked: str) -> object:
    door = vera.client.get(asked)
    assert "Confirm it is you" in said(door)
    away = vera.client.post("/accounts/company/confirm/", {"next": door.context["next"]})
    return vera.client.get(vera.back(away.context["url"]))


def test_a_sign_in_of_a_moment_ago_is_proof_enough(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    assert person.client.get(APP).status_code == 200


def test_later_it_is_asked_for_and_leads_back(vera: Person, idp: Oidc) -> None:
    asked = vera.client.get(APP)["Location"]
    assert asked.startswith("/accounts/company/confirm/")
    back = _confirmed(vera, asked)
    assert back["Location"] == APP  # type: ignore[index]
    assert (idp.asked[-1]["prompt"], idp.asked[-1]["max_age"]) == ("login", "0")
    assert vera.client.get(APP).status_code == 200


def test_what_was_posted_is_done_after_it(vera: Person) -> None:
    key = SocialAccount.objects.get().pk
    User.objects.filter(email="vera@uklad.example").first().set_password(PASSWORD)  # type: ignore[union-attr]
    asked = vera.client.post(f"/accounts/company/links/{key}/removal/")["Location"]
    assert asked.startswith("/accounts/company/confirm/")
    _confirmed(vera, asked)
    assert "nothing would be left to sign in with" in said(vera.client.get("/w/uklad/me/security/"))


def test_somebody_else_at_the_provider_proves_nothing(vera: Person, idp: Oidc) -> None:
    asked = vera.client.get(APP)["Location"]
    idp.subject = "another"
    refused = _confirmed(vera, asked)
    assert "as somebody else" in said(refused)
    assert vera.client.get(APP).status_code == 302


def test_a_provider_that_did_not_ask_proves_nothing(vera: Person, idp: Oidc) -> None:
    asked = vera.client.get(APP)["Location"]
    idp.claims["auth_time"] = int(time.time()) - 3600
    assert "without asking who you are" in said(_confirmed(vera, asked))
    idp.claims["auth_time"] = int(time.time())
    assert _confirmed(vera, asked)["Location"] == APP  # type: ignore[index]


def test_a_provider_that_does_not_say_when_it_asked_proves_nothing(vera: Person, idp: Oidc) -> None:
    asked = vera.client.get(APP)["Location"]
    idp.claims["auth_time"] = None
    refused = said(_confirmed(vera, asked))
    assert "does not say when it asked who you are" in refused
    assert "auth_time" in refused
    assert vera.client.get(APP).status_code == 302


def test_who_has_only_a_code_may_confirm_there_instead_and_is_shown_no_password(vera: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(User.objects.get(email="vera@uklad.example"), generate_totp_secret())
    asked = vera.client.get("/accounts/2fa/app/off/")["Location"]
    page = said(vera.client.get(asked))
    assert "By password" not in page
    assert "By Uklad instead" in page
    assert Authenticator.objects.exists()


def test_who_is_not_linked_finds_no_such_door(uklad: Workspace) -> None:
    olga = Person()
    olga.client.post("/accounts/login/", {"login": "olga@uklad.example", "password": PASSWORD})
    assert olga.client.get("/accounts/company/confirm/").status_code == 404
    actions.remove_issuer()
    assert olga.client.get("/accounts/company/confirm/").status_code == 404
