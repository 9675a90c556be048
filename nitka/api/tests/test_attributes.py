import pytest

from nitka.accounts.actions import create_token
from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import merge
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

ALL = {
    "city": "Мытищи",
    "points": 2140,
    "saved": {"amount": "41000.00", "currency": "RUB"},
    "born": "1990-02-03",
    "vip": True,
    "interests": ["замки", "датчики"],
}


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def anna(caller, **attributes):
    return caller.post("customers", {"name": "Анна", "attributes": attributes})


def test_attributes_of_every_sort_are_kept_and_shown(caller):
    made = anna(caller, **ALL).json()
    assert made["attributes"] == ALL
    assert caller.get(f"customers/{made['id']}").json()["attributes"] == ALL


def test_an_attribute_keeps_its_sort_and_null_takes_it_away(caller):
    made = anna(caller, **ALL).json()
    path = f"customers/{made['id']}"
    refused = caller.ask("PATCH", path, {"attributes": {"points": "many", "vip": "yes", "city": "2026-01-01"}})
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {"attributes.points", "attributes.vip"}
    changed = caller.ask("PATCH", path, {"attributes": {"vip": None, "points": 1}})
    assert changed.json()["attributes"] == {key: value for key, value in ALL.items() if key != "vip"} | {"points": 1}


@pytest.mark.parametrize(
    "attributes",
    [{"City": "x"}, {"a b": 1}, {"a": ""}, {"a": [1]}, {"a": {"b": 1}}, {"a": 1e300}, {"a": "x" * 2001},
     {"a": {"amount": "1.005", "currency": "RUB"}}, {"a": {"amount": "1e999", "currency": "RUB"}}, {"a": ["x"] * 101}],
)  # fmt: skip
def test_what_no_attribute_can_hold_is_named(caller, attributes):
    response = anna(caller, **attributes)
    assert response.status_code == 422
    assert len(response.json()["error"]["fields"]) == 1


def test_a_merged_customers_attributes_are_the_survivors_where_it_has_none(caller):
    ours, theirs = anna(caller, city="Мытищи").json(), anna(caller, city="Химки", points=5).json()
    with in_workspace(caller.workspace.pk):
        merge(into=Customer.objects.get(pk=ours["id"]), source=Customer.objects.get(pk=theirs["id"]))
    assert caller.get(f"customers/{theirs['id']}").json()["attributes"] == {"city": "Мытищи", "points": 5}


def test_attributes_of_one_company_say_nothing_of_anothers(caller):
    anna(caller, points=1)
    other = Caller(accounts.workspace())
    assert anna(other, points="many").status_code == 201
    assert other.ask("PATCH", f"customers/{anna(caller).json()['id']}", {"attributes": {"x": 1}}).status_code == 404


def test_a_token_of_an_observer_changes_nothing(caller):
    made = anna(caller, points=1).json()
    observer = accounts.member(caller.workspace, role=Role.OBSERVER)
    caller.secret = create_token(workspace=caller.workspace, name="o", member=observer)[1]
    assert caller.ask("PATCH", f"customers/{made['id']}", {"attributes": {"points": 2}}).status_code == 403


def test_orders_told_by_the_api_stand_on_the_customer(caller):
    made = anna(caller).json()
    url = f"customers/{made['id']}/moments"
    total = {"amount": 6900, "currency": "RUB"}
    assert caller.post(url, {"kind": "order.placed", "data": {"order": 7, "total": total}}).json()["data"] == {
        "order": "7", "total": {"amount": "6900.00", "currency": "RUB"},
    }  # fmt: skip
    row = caller.get(f"customers/{made['id']}").json()
    assert (row["orders"], row["spent"]) == (1, {"amount": "6900.00", "currency": "RUB"})


def test_a_wrong_fact_is_named_and_nothing_is_kept(caller):
    url = f"customers/{anna(caller).json()['id']}/moments"
    refused = caller.post(url, {"kind": "order.placed", "data": {"total": {"amount": "x", "currency": "RUB"}}})
    assert set(refused.json()["error"]["fields"]) == {"data.order", "data.total"}
    assert caller.pages(url) == []


def test_the_kinds_that_are_known_are_listed(caller):
    rows = {row["kind"]: row for row in caller.get("moment-kinds").json()["data"]}
    assert rows["order.placed"]["fields"]["total"] == "money"
    assert rows["order.placed"]["needs"] == ["order"]
    assert "message.in" not in rows
    assert caller.post(f"customers/{anna(caller).json()['id']}/moments", {"kind": "rating"}).status_code == 422
