import pytest

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import affiliate, found_company
from nitka.customers.models import Company, Customer, CustomerView
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.queries import attributes_used
from nitka.segments.tests.factories import follow, refresh

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = {"all": [{"is": "contact", "kind": "email"}]}
MANY_PEOPLE = {"of": "companies", "all": [{"is": "people", "at_least": 2}]}


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def person(caller, name):
    given = {"name": name, "identities": [{"kind": "email", "value": f"{name}@shop.example", "status": "verified"}]}
    return caller.post("customers", given).json()["id"]


def test_a_segment_is_tried_made_filled_and_read(caller):
    anna, boris = person(caller, "anna"), person(caller, "boris")
    tried = caller.post("segments/preview", {"definition": EMAIL}).json()
    assert (tried["count"], tried["total"], tried["exact"], set(tried["sample"])) == (2, 2, True, {anna, boris})
    made = caller.post("segments", {"name": "С почтой", "definition": EMAIL})
    assert made.status_code == 201
    path = f"segments/{made.json()['id']}"
    follow()
    row = caller.get(path).json()
    assert (row["size"], row["definition"], row["version"]) == (2, {"version": 1, **EMAIL}, 1)
    first = caller.get(f"{path}/members", limit=1).json()
    rest = caller.get(f"{path}/members", limit=1, cursor=first["next"]).json()
    assert {one["customer"] for one in first["data"] + rest["data"]} == {anna, boris}
    none = {"none": [{"is": "contact", "kind": "email"}]}
    assert caller.ask("PATCH", path, {"definition": none}).json()["version"] == 2
    follow()
    assert caller.get(path).json()["size"] == 0
    assert caller.ask("DELETE", path).status_code == 204
    assert caller.get(path).status_code == 404


def test_what_is_wrong_is_named_in_the_readers_language(caller):
    wrong = {"all": [{"is": "moment", "kinds": ["visit"], "days": 0}]}
    for path, given in (("segments", {"name": "x", "definition": wrong}), ("segments/preview", {"definition": wrong})):
        refused = caller.ask("POST", path, given, **{"Accept-Language": "ru"})
        assert refused.status_code == 422
        assert refused.json()["error"]["fields"] == {"all.0.days": "нужно от 1 до 3650"}


def test_the_catalogue_hears_which_segments_ask_for_an_attribute(caller):
    lives = {"all": [{"is": "attribute", "key": "city", "value": "x"}]}
    caller.post("segments", {"name": "Мытищи", "definition": lives})
    used = attributes_used(caller.workspace)
    assert {key: [one.name for one in found] for key, found in used.items()} == {"city": ["Мытищи"]}
    with in_workspace(caller.workspace.pk):
        assert used


def test_a_segment_that_somebody_uses_is_put_away_only_by_force(caller):
    made = caller.post("segments", {"name": "С почтой", "definition": EMAIL}).json()
    path = f"segments/{made['id']}"
    with in_workspace(caller.workspace.pk):
        keeper = accounts.member(caller.workspace).pk
        CustomerView.objects.create(name="Звонить", query=f"segment={made['id']}", by_id=keeper, member_id=keeper)
    refused = caller.ask("DELETE", path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "in_use")
    assert refused.json()["error"]["fields"] == {"users": "Звонить"}
    assert caller.get(path).status_code == 200
    assert caller.ask("DELETE", f"{path}?force=true").status_code == 204
    assert caller.get(path).status_code == 404


def test_a_segment_that_another_builds_upon_stays_even_by_force(caller):
    made = caller.post("segments", {"name": "С почтой", "definition": EMAIL}).json()
    upon = {"all": [{"is": "segment", "segment": made["id"]}]}
    caller.post("segments", {"name": "Сверху", "definition": upon})
    refused = caller.ask("DELETE", f"segments/{made['id']}?force=true")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "built_upon")
    assert refused.json()["error"]["fields"] == {"segments": "Сверху"}


def test_who_almost_fits_is_told_with_the_condition_in_the_way(caller):
    anna = person(caller, "anna")
    wanted = {"all": [*EMAIL["all"], {"is": "money", "measure": "count", "at_least": 1}]}
    tried = caller.post("segments/preview", {"definition": wanted}).json()
    assert (tried["count"], tried["almost"], tried["looked"]) == (0, 1, 1)
    assert tried["near"] == [{"customer": anna, "company": None, "path": "all.1", "value": 0.0}]


def test_a_segment_of_companies_is_tried_made_and_read(caller):
    for name, firm in (("anna", "Тепло"), ("boris", "Тепло"), ("vera", "Холод")):
        key = person(caller, name)
        with in_workspace(caller.workspace.pk):
            found = Company.objects.filter(name=firm).first() or found_company(name=firm)
            affiliate(company=found, customer=Customer.objects.get(pk=key))
    refresh()
    tried = caller.post("segments/preview", {"definition": MANY_PEOPLE}).json()
    assert (tried["count"], tried["total"], tried["exact"]) == (1, 2, True)
    (near,) = tried["near"]
    assert (near["customer"], near["path"], near["value"]) == (None, "all.0", 1.0)
    made = caller.post("segments", {"name": "Крупные", "definition": MANY_PEOPLE}).json()
    assert made["of"] == "companies"
    follow()
    (one,) = caller.get(f"segments/{made['id']}/members").json()["data"]
    assert (one["customer"], [one["company"]]) == (None, tried["sample"])
    refused = caller.ask("PATCH", f"segments/{made['id']}", {"definition": EMAIL})
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, ["of"])
