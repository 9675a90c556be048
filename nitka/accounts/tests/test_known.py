"""Browsers that a person has signed in with, and sessions that still let them in."""

import pytest
from django.http import HttpRequest
from django.test import Client

from nitka.accounts.actions import set_password
from nitka.accounts.actions.known import recognise
from nitka.accounts.models import AuditEntry, KnownDevice
from nitka.accounts.queries import is_signed_in
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vera():
    return factories.member(factories.workspace(), password="long enough 1")


def sign_in(member, client: Client | None = None) -> Client:
    client = client or Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT) Firefox/140"})
    client.post("/accounts/login/", {"login": member.user.email, "password": "long enough 1"})
    return client


def test_a_browser_is_known_by_its_cookie_alone_and_only_its_digest_is_kept(vera):
    browser = sign_in(vera)
    cookie = browser.cookies["device"].value
    (row,) = KnownDevice.objects.all()
    assert (row.name, row.ip) == ("Firefox, Windows", "127.0.0.1")
    assert cookie not in (row.digest, row.name)
    browser.post("/accounts/logout/")
    sign_in(vera, browser)
    assert browser.cookies["device"].value == cookie
    assert KnownDevice.objects.count() == 1


def test_a_new_one_is_a_line_of_the_log(vera):
    sign_in(vera)
    sign_in(vera)
    with in_workspace(vera.workspace_id):
        (line,) = AuditEntry.objects.filter(verb="sign_in.new_device")
    assert line.detail == {"device": "Firefox, Windows"}


def test_a_sign_in_without_a_browser_is_noted_nowhere(vera):
    recognise(HttpRequest(), vera.user)
    assert not KnownDevice.objects.exists()


@pytest.mark.parametrize("cookie", ["", "short", "x" * 101, "'; drop table"])
def test_a_cookie_that_is_none_of_ours_is_replaced(vera, cookie):
    browser = Client()
    browser.cookies["device"] = cookie
    sign_in(vera, browser)
    assert len(browser.cookies["device"].value) == 43


def test_a_session_lets_in_until_it_ends_or_the_password_changes(vera):
    first, second = sign_in(vera).session.session_key, sign_in(vera)
    assert is_signed_in(first, vera.user)
    assert not is_signed_in("", vera.user)
    assert not is_signed_in("x" * 32, vera.user)
    assert not is_signed_in(first, factories.member(factories.workspace()).user)
    key = second.session.session_key
    second.post("/accounts/logout/")
    assert not is_signed_in(key, vera.user)
    set_password(user=vera.user, password="another long one 2")
    assert not is_signed_in(first, vera.user)
