"""A password that was made for somebody is theirs for some days, until they choose their own."""

from datetime import timedelta

import pytest
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import User
from nitka.accounts.tests import factories
from nitka.kit import clock

EMAIL = "ilya@uklad.example"
OWN = "клубок-узел-7"


@pytest.fixture
def made(db: None) -> str:
    workspace = factories.workspace(name="Уклад", slug="uklad")
    _, password = actions.create_member(workspace=workspace, email=EMAIL, name="Илья")
    assert password
    return password


def signs_in(password: str) -> bool:
    return "_auth_user_id" in signed(password).session


def signed(password: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.post("/accounts/login/", {"login": EMAIL, "password": password})
    return client


def later(days: float) -> None:
    User.objects.filter(email=EMAIL).update(password_until=clock.now() + timedelta(days=7 - days))


def test_it_works_for_seven_days_and_then_is_a_wrong_one(made):
    assert signs_in(made)
    later(6.9)
    assert signs_in(made)
    later(7.1)
    assert not signs_in(made)
    page = Client(headers={"Accept-Language": "en"}).post("/accounts/login/", {"login": EMAIL, "password": made})
    assert "That e-mail and password do not match" in page.content.decode()


def test_whoever_signs_in_with_it_is_told_until_when_it_works(made):
    page = signed(made).get("/w/uklad/me/").content.decode()
    assert "Your password was made for you and works until" in page
    user = User.objects.get(email=EMAIL)
    actions.set_password(user=user, password=OWN)
    assert "was made for you" not in signed(OWN).get("/w/uklad/me/").content.decode()


def test_ones_own_lasts(made):
    client = signed(made)
    client.post("/w/uklad/me/password/", {"current": made, "new": OWN})
    assert User.objects.get(email=EMAIL).password_until is None
    assert signs_in(OWN)


def test_one_that_the_operator_gave_is_no_made_one(db):
    actions.create_member(workspace=factories.workspace(), email=EMAIL, password=OWN)
    assert User.objects.get(email=EMAIL).password_until is None
