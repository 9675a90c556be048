import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import Likely, propose
from nitka.customers.models import Identity
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def made(caller: Caller, name: str) -> str:
    return caller.post(
        "customers", {"name": name, "identities": [{"kind": "email", "value": f"{name}@example.org"}]}
    ).json()["id"]


def identities(caller: Caller, customer: str) -> set[str]:
    return {one["value"] for one in caller.get(f"customers/{customer}").json()["identities"]}


def test_a_merged_customer_answers_as_the_survivor_until_it_is_undone(caller):
    anna, annette = made(caller, "anna"), made(caller, "annette")
    caller.post(f"customers/{annette}/moments", {"kind": "visit"})
    response = caller.post("merges", {"into": anna, "from": annette, "why": "одна и та же"})
    assert response.status_code == 201
    merge = response.json()["id"]

    survivor = caller.get(f"customers/{annette}")
    assert (survivor.status_code, survivor.json()["id"]) == (200, anna)
    assert identities(caller, anna) == {"anna@example.org", "annette@example.org"}
    assert [row["id"] for row in caller.pages("customers")] == [anna]
    assert len(caller.pages(f"customers/{anna}/moments")) == 1
    assert caller.get("customers", identity="email:annette@example.org").json()["data"][0]["id"] == anna

    explained = caller.get(f"merges/{merge}").json()
    assert (explained["into"], explained["from"], explained["why"]) == (anna, annette, "одна и та же")
    assert [one["value"] for one in explained["identities"]] == ["annette@example.org"]
    assert explained["undone_at"] is None

    assert caller.ask("DELETE", f"merges/{merge}").status_code == 204
    assert caller.ask("DELETE", f"merges/{merge}").status_code == 204
    assert identities(caller, annette) == {"annette@example.org"}
    assert identities(caller, anna) == {"anna@example.org"}
    assert caller.pages(f"customers/{anna}/moments") == []
    assert len(caller.pages(f"customers/{annette}/moments")) == 1
    assert caller.get(f"merges/{merge}").json()["undone_at"]
    assert [row["id"] for row in caller.pages("merges")] == [merge]


def test_one_customer_cannot_be_merged_with_themselves(caller):
    anna, annette = made(caller, "anna"), made(caller, "annette")
    assert caller.post("merges", {"into": anna, "from": anna}).status_code == 409
    caller.post("merges", {"into": anna, "from": annette})
    assert caller.post("merges", {"into": anna, "from": annette}).status_code == 409
    assert caller.post("merges", {"into": annette, "from": anna}).status_code == 409


def test_nobody_can_be_merged_with_somebody_elses_customer(caller):
    anna = made(caller, "anna")
    theirs = made(Caller(accounts.workspace()), "anna")
    for body in ({"into": anna, "from": theirs}, {"into": theirs, "from": anna}, {"into": anna, "from": str(uuid7())}):
        assert caller.post("merges", body).status_code == 404
    assert caller.post("merges", {"into": anna}).status_code == 422


def test_a_merge_in_the_middle_of_a_chain_is_explained_and_undone(caller):
    a, b, c = (made(caller, name) for name in "abc")
    inner = caller.post("merges", {"into": b, "from": a, "why": "одно лицо"}).json()["id"]
    caller.post("merges", {"into": c, "from": b})
    assert caller.get(f"merges/{inner}").json()["reasons"] == ["одно лицо"]
    assert caller.ask("DELETE", f"merges/{inner}").status_code == 204
    assert [caller.get(f"customers/{one}").json()["id"] for one in (a, b, c)] == [a, c, c]


def test_pairs_that_wait_for_a_decision_say_why(caller):
    anna, anya = made(caller, "anna"), made(caller, "anya")
    with in_workspace(caller.workspace.pk):
        known = [Identity.objects.get(customer_id=one).pk for one in (anna, anya)]
        propose([Likely(*known, 0.93, [("name_diminutive", 4.0), ("city_differs", -1.5)])])
    (row,) = caller.pages("proposals")
    assert (row["customers"], row["probability"]) == ([anna, anya], 0.93)
    assert (row["for"], row["against"]) == (["Одно имя, один раз краткое"], ["Разные города"])
    assert row["reasons"][0] == "Они похожи"
    caller.post("merges", {"into": anna, "from": anya})
    assert caller.pages("proposals") == []
