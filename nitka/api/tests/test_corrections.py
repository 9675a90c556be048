"""`rights/corrections`: programs of administrators name what is wrong, change it, take it back."""

import pytest

from nitka.accounts.models import Role
from nitka.api.tests.factories import Caller
from nitka.api.tests.test_rights import as_role, asked
from nitka.customers.actions import describe
from nitka.customers.models import Customer, Identity
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    return as_role(Role.OWNER)


def names(caller: Caller) -> str:
    with in_workspace(caller.workspace.pk):
        return Customer.objects.get().name


def test_what_is_wrong_is_named_with_the_request_changed_and_taken_back(caller):
    made = asked(caller, "rectification", corrections=[{"field": "name", "was": "Anna", "asked": "Anne"}])
    (row,) = made["corrections"]
    assert (row["field"], row["was"], row["asked"], row["applied_at"]) == ("name", "Anna", "Anne", None)
    path = f"rights/corrections/{row['id']}/application"
    done = caller.post(path)
    assert (done.status_code, names(caller)) == (200, "Anne")
    (row,) = done.json()["corrections"]
    assert row["applied_at"]
    assert row["member"] == str(caller.member.pk)
    assert caller.post(path).status_code == 409
    assert caller.ask("DELETE", f"rights/corrections/{row['id']}").status_code == 409
    back = caller.ask("DELETE", path)
    assert (back.status_code, names(caller)) == (200, "Anna")
    assert caller.ask("DELETE", f"rights/corrections/{row['id']}").status_code == 204
    assert caller.get(f"rights/requests/{made['id']}").json()["corrections"] == []
    verbs = [line["verb"] for line in caller.get(f"rights/requests/{made['id']}").json()["log"]]
    assert verbs == ["received", "pointed", "corrected", "uncorrected", "unpointed"]


def test_contacts_and_attributes_are_named_by_id_and_key(caller):
    made = asked(caller, "rectification")
    with in_workspace(caller.workspace.pk):
        describe(customer=Customer.objects.get(), attributes={"points": 5})
        mail = Identity.objects.get(kind="email")
    path = f"rights/requests/{made['id']}/corrections"
    caller.post(path, {"field": "identity", "identity": str(mail.pk), "asked": "Anne@example.org"})
    whole = caller.post(path, {"field": "attribute", "attribute": "points", "asked": 7}).json()
    mine, points = whole["corrections"]
    assert (mine["identity"], mine["was"], mine["asked"]) == (str(mail.pk), "anna@example.org", "anne@example.org")
    assert (points["attribute"], points["was"], points["asked"]) == ("points", 5, 7)
    ended = caller.post(f"rights/requests/{made['id']}/closure", {"state": "done"}).json()
    assert [(row["was"], row["asked"]) for row in ended["corrections"]] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"field": "name", "asked": ""}, "asked"), ({"field": "name", "was": "Olga", "asked": "Anne"}, "was"),
        ({"field": "attribute", "attribute": "nothing", "asked": "A"}, "field"),
        ({"field": "language", "asked": {"a": 1}}, "asked"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_by_its_field_and_nothing_is_written_down(caller, given, wrong):
    made = asked(caller, "rectification")
    refused = caller.post(f"rights/requests/{made['id']}/corrections", given)
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, [wrong])
    body = {"customer": made["customer"], "kind": "rectification", "corrections": [given]}
    assert caller.post("rights/requests", body).status_code == 422
    assert len(caller.get("rights/requests").json()["data"]) == 1


def test_only_a_correction_names_values(caller):
    made = asked(caller, "export")
    given = {"field": "name", "asked": "Anne"}
    assert caller.post(f"rights/requests/{made['id']}/corrections", given).status_code == 409


def test_only_a_token_that_acts_for_an_administrator_puts_right(caller):
    made = asked(caller, "rectification", corrections=[{"field": "name", "asked": "Anne"}])
    path = f"rights/corrections/{made['corrections'][0]['id']}"
    for other in (as_role(Role.MANAGER, caller), Caller(caller.workspace)):
        assert other.post(f"{path}/application").status_code == 403
        assert other.ask("DELETE", f"{path}/application").status_code == 403
        assert other.ask("DELETE", path).status_code == 403
    assert as_role(Role.OWNER).post(f"{path}/application").status_code == 404
    assert names(caller) == "Anna"
