"""How long a refusal takes does not tell whether somebody has an account."""

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from nitka.accounts.models import Member, User, Workspace
from nitka.accounts.tests import factories as accounts


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = accounts.workspace(name="Уклад", slug="uklad")
    accounts.member(workspace, email="olga@uklad.example", password="клубок-узел-7")
    return workspace


@pytest.fixture
def reckoned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One more for each password that is reckoned: that is where the time goes."""
    kind, found = type(get_hasher()), list[int]()
    encode = kind.encode
    monkeypatch.setattr(kind, "encode", lambda *given, **more: found.append(1) or encode(*given, **more))
    return found


def test_a_password_is_reckoned_once_whoever_the_address_is_of(uklad: Workspace, reckoned: list[int]) -> None:
    gone = accounts.member(uklad, email="gone@uklad.example", password="клубок-узел-7")
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    off = accounts.member(uklad, email="off@uklad.example", password="клубок-узел-7")
    Member.objects.filter(pk=off.pk).update(is_active=False)
    counts = {}
    for address in ("olga@uklad.example", "nobody@uklad.example", "gone@uklad.example", "off@uklad.example"):
        reckoned.clear()
        answer = Client(REMOTE_ADDR="192.0.2.7").post("/accounts/login/", {"login": address, "password": "wrong one"})
        counts[address] = (answer.status_code, len(reckoned))
    assert set(counts.values()) == {(200, 1)}, counts


def test_the_right_password_of_who_was_switched_off_costs_no_more_than_a_wrong_one(
    uklad: Workspace, reckoned: list[int]
) -> None:
    gone = accounts.member(uklad, email="gone@uklad.example", password="клубок-узел-7")
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    reckoned.clear()
    browser = Client(REMOTE_ADDR="192.0.2.8")
    browser.post("/accounts/login/", {"login": "gone@uklad.example", "password": "клубок-узел-7"})
    assert len(reckoned) == 1
    assert "login" in browser.get("/")["Location"]
