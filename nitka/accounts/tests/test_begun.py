"""However a session begins, it is among the person's devices, ends idle, and can be ended from another."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from nitka.accounts import actions, letters
from nitka.accounts.tests import factories
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
PASSWORD, NEXT = "клубок-узел-7", "новый-узел-клубка"
EMAIL = "vera@uklad.example"


def _sign_in(password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/accounts/login/", {"login": EMAIL, "password": password})["Location"] == "/"
    return client


def _by_invitation() -> tuple[Client, str]:
    uklad = factories.workspace(slug="uklad")
    olga = factories.member(uklad, role="owner")
    with in_workspace(uklad.id):
        path = "/" + letters.link(actions.invite(by=olga)).split("/", 3)[3]
    client = Client()
    assert client.post(path, {"name": "Вера", "email": EMAIL, "password": PASSWORD}).status_code == 302
    return client, PASSWORD


def _by_setting_up() -> tuple[Client, str]:
    client = Client()
    given = {"company": "Уклад", "slug": "uklad", "name": "Вера", "email": EMAIL, "password": PASSWORD}
    assert client.post("/", given)["Location"] == "/w/uklad/start/"
    return client, PASSWORD


def _by_another_password() -> tuple[Client, str]:
    uklad = factories.workspace(slug="uklad")
    factories.member(uklad, email=EMAIL, password=PASSWORD)
    client = _sign_in()
    assert client.post("/w/uklad/me/password/", {"current": PASSWORD, "new": NEXT}).status_code == 302
    return client, NEXT


begun = pytest.mark.parametrize("begin", [_by_invitation, _by_setting_up, _by_another_password])
Begin = Callable[[], tuple[Client, str]]


def _is_in(client: Client) -> bool:
    return client.get("/w/uklad/me/").status_code == 200


@begun
def test_it_is_noted_as_a_device_once(begin: Begin) -> None:
    client, _password = begin()
    row = UserSession.objects.get(user__email=EMAIL)
    assert row.session_key == client.session.session_key
    assert row.ip == "127.0.0.1"


@begun
def test_it_is_over_when_nobody_used_it_for_long(begin: Begin) -> None:
    client, _password = begin()
    assert _is_in(client)
    UserSession.objects.update(last_seen_at=clock.now() - timedelta(days=15))
    assert not _is_in(client)


@begun
def test_another_device_signs_it_out_with_the_others(begin: Begin) -> None:
    client, password = begin()
    other = _sign_in(password)
    other.post("/accounts/reauthenticate/", {"password": password})
    other.post("/w/uklad/me/sessions/")
    assert _is_in(other)
    assert not _is_in(client)


def test_a_page_on_its_way_with_the_key_before_takes_the_new_one_away_from_nobody() -> None:
    client, _password = _by_another_password()
    late = Client()
    late.cookies["sessionid"] = "a" * 32
    assert not late.get("/w/uklad/me/").cookies
    assert client.post("/accounts/logout/").cookies["sessionid"].value == ""
