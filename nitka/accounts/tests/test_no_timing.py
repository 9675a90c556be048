"""How long a refusal takes does not tell whether somebody has an account."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client

from nitka.accounts import evenly
from nitka.accounts.models import AuditEntry, Member, User, Workspace
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


@pytest.mark.parametrize("tries", [1, 7], ids=["a wrong password", "a pause"])
def test_what_is_written_of_a_refusal_takes_the_same_time_whoever_the_address_is_of(
    uklad: Workspace, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    now = [0.0]  # a clock that only writing and waiting move
    fake = SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: now.append(now.pop() + seconds))
    monkeypatch.setattr(evenly, "time", fake)
    create = AuditEntry.objects.create
    monkeypatch.setattr(AuditEntry.objects, "create", lambda **given: fake.sleep(0.03) or create(**given))
    took = {}
    for address in ("olga@uklad.example", "nobody@uklad.example"):
        for _try in range(tries):
            began = now[0]
            Client(REMOTE_ADDR="192.0.2.9").post("/accounts/login/", {"login": address, "password": "wrong one"})
            took[address] = round(now[0] - began, 6)
        cache.clear()
    assert set(took.values()) == {evenly.LASTS}
