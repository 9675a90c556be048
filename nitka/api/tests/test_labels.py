import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import merge
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def person(caller, name):
    given = {"name": name, "identities": [{"kind": "email", "value": f"{name}@example.org"}]}
    return caller.post("customers", given).json()["id"]


def put(caller, key, *labels):
    return caller.ask("PUT", f"customers/{key}/labels", {"labels": labels})


def test_the_labels_that_are_put_are_all_they_wear(caller):
    key = person(caller, "anna")
    assert caller.get(f"customers/{key}/labels").json() == {"labels": []}
    assert put(caller, key, "Опт", " опт ", "VIP").json() == {"labels": ["VIP", "Опт"]}
    assert put(caller, key, "vip").json() == {"labels": ["VIP"]}
    assert caller.get(f"customers/{key}").json()["labels"] == ["VIP"]
    assert {row["name"] for row in caller.get("labels").json()["data"]} == {"Опт", "VIP"}


def test_a_merged_customers_labels_are_read_and_put_on_the_survivor(caller):
    one, other = person(caller, "anna"), person(caller, "anya")
    put(caller, other, "Опт")
    with in_workspace(caller.workspace.pk):
        merge(into=Customer.objects.get(pk=one), source=Customer.objects.get(pk=other))
    assert caller.get(f"customers/{one}/labels").json() == {"labels": ["Опт"]}
    assert put(caller, other).json() == {"labels": []}
    assert caller.get(f"customers/{one}").json()["labels"] == []


def test_a_comma_in_a_label_is_refused_and_nothing_changes(caller):
    key = person(caller, "anna")
    assert put(caller, key, "а, б").status_code == 422
    assert caller.get("labels").json()["data"] == []


def test_an_owner_is_set_and_taken_away_of_customers_and_companies(caller):
    key, member = person(caller, "anna"), accounts.member(caller.workspace)
    assert caller.ask("PATCH", f"customers/{key}", {"owner": str(member.pk)}).json()["owner"] == str(member.pk)
    assert caller.ask("PATCH", f"customers/{key}", {"attributes": {"city": "Тула"}}).json()["owner"] == str(member.pk)
    assert caller.ask("PATCH", f"customers/{key}", {"owner": None}).json()["owner"] is None
    firm = caller.post("companies", {"name": "Ромашка"}).json()["id"]
    assert caller.ask("PATCH", f"companies/{firm}", {"owner": str(member.pk)}).json()["owner"] == str(member.pk)


def test_nobody_is_given_to_who_only_looks_on_or_to_a_stranger(caller):
    key = person(caller, "anna")
    observer = accounts.member(caller.workspace, role=Role.OBSERVER)
    for owner in (observer.pk, accounts.member(accounts.workspace()).pk):
        answer = caller.ask("PATCH", f"customers/{key}", {"owner": str(owner)})
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["owner"])
