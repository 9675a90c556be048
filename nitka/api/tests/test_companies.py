import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def person(caller, address, status="verified"):
    given = {"name": address, "identities": [{"kind": "email", "value": address, "status": status}]}
    return caller.post("customers", given).json()["id"]


def test_a_company_is_made_changed_and_read(caller):
    anna = person(caller, "anna@romashka.ru")
    mother = caller.post("companies", {"name": "Холдинг"}).json()
    made = caller.post("companies", {"name": "Ромашка", "domains": ["www.Romashka.ru"], "parent": mother["id"]})
    assert made.status_code == 201
    row = made.json()
    assert (row["domains"], row["people"], row["parent"]) == (["romashka.ru"], 1, mother["id"])
    path = f"companies/{row['id']}"
    changed = caller.ask("PATCH", path, {"name": "Ромашка и Ко"}).json()
    assert (changed["name"], changed["parent"], changed["domains"]) == ("Ромашка и Ко", mother["id"], ["romashka.ru"])
    assert caller.ask("PATCH", path, {"parent": None, "domains": []}).json()["people"] == 0
    caller.ask("PATCH", path, {"domains": ["romashka.ru"]})
    assert [one["customer"] for one in caller.pages(f"{path}/people")] == [anna]
    assert [one["id"] for one in caller.pages("companies", limit=1)] == [row["id"], mother["id"]]


def test_a_person_is_added_with_a_role_and_sent_away(caller):
    boris = person(caller, "boris@gmail.com")
    path = f"companies/{caller.post('companies', {'name': 'Ромашка'}).json()['id']}/people"
    added = caller.post(path, {"customer": boris, "role": "Закупки"})
    assert added.status_code == 201
    assert added.json() == {"customer": boris, "role": "Закупки", "how": "api", "domain": ""}
    assert caller.post(path, {"customer": boris, "left": True}).json()["how"] == "left"
    assert caller.pages(path) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": "x", "domains": ["gmail.com"]}, "domains"), ({"name": "x", "domains": ["?"]}, "domains"),
     ({"name": "x", "domains": ["taken.ru"]}, "domains"), ({"name": " "}, "name")],
)  # fmt: skip
def test_what_cannot_be_is_named(caller, given, field):
    caller.post("companies", {"name": "Первая", "domains": ["taken.ru"]})
    refused = caller.post("companies", given)
    assert refused.status_code == 422
    assert any(field in name for name in refused.json()["error"]["fields"])


def test_a_repeat_makes_no_second_company(caller):
    for _ in range(2):
        made = caller.ask("POST", "companies", {"name": "Ромашка"}, **{"Idempotency-Key": "k"})
        assert made.status_code == 201
    assert len(caller.pages("companies")) == 1


def test_nobody_belongs_to_another_workspaces_company(caller):
    other = Caller(accounts.workspace())
    theirs = other.post("companies", {"name": "Чужая"}).json()["id"]
    ours = caller.post("companies", {"name": "Наша"}).json()["id"]
    assert caller.get(f"companies/{theirs}").status_code == 404
    assert caller.post("companies", {"name": "x", "parent": theirs}).status_code == 404
    stranger = person(other, "a@b.example")
    assert caller.post(f"companies/{ours}/people", {"customer": stranger}).status_code == 404
