"""How long a refusal takes does not tell whether somebody has an account."""

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from nitka.accounts.models import Workspace
from nitka.accounts.tests import factories as accounts


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = accounts.workspace(name="Уклад", slug="uklad")
    accounts.member(workspace, email="olga@uklad.example", password="клубок-узел-7")
    return workspace


def test_a_password_is_reckoned_once_for_a_known_and_an_unknown_address(
    uklad: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, reckoned = type(get_hasher()), []
    encode = kind.encode
    monkeypatch.setattr(kind, "encode", lambda *given, **more: reckoned.append(1) or encode(*given, **more))
    counts = []
    for address in ("olga@uklad.example", "nobody@uklad.example"):
        reckoned.clear()
        answer = Client(REMOTE_ADDR="192.0.2.7").post("/accounts/login/", {"login": address, "password": "wrong one"})
        counts.append((answer.status_code, len(reckoned)))
    assert counts[0] == counts[1]
    assert counts[0][1] > 0
