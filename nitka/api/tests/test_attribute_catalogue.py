"""`attributes`: the catalogue as programs keep it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.actions import create_token
from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import Claim, Trait, describe_all, enter
from nitka.customers.models import Attribute, AttributeKind
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
PET = {"name": "pet", "type": "text", "purpose": "To send a treat", "label": "Pet", "keep_days": 30,
       "seen_by": "managers"}  # fmt: skip


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


def as_role(caller: Caller, role: str) -> Caller:
    made = Caller(caller.workspace)
    member = accounts.member(caller.workspace, role=role)
    made.secret = create_token(workspace=caller.workspace, name="theirs", member=member)[1]
    return made


def brought(caller: Caller, key: str, value: object) -> None:
    """By an event, so that it waits."""
    with in_workspace(caller.workspace.pk):
        anna, _ = enter(claims=[Claim("email", "anna@example.org")])
        describe_all([Trait(anna.pk, key, value, clock.now() - timedelta(hours=1))], origin="collector", apart=True)


def wrong(answer) -> set[str]:
    assert answer.status_code == 422
    return set(answer.json()["error"]["fields"])


def test_one_is_made_read_changed_and_dropped(caller):
    made = caller.post("attributes", PET)
    assert made.status_code == 201
    assert made.json() == {
        "name": "pet", "state": "kept", "type": "text", "label": "Pet", "purpose": "To send a treat", "owner": None,
        "personal": True, "seen_by": "managers", "keep_days": 30, "values": 0, "at": made.json()["at"],
    }  # fmt: skip
    assert caller.get("attributes/pet").json() == made.json()
    changed = caller.ask("PATCH", "attributes/pet", {"keep_days": None, "purpose": "To greet"}).json()
    assert (changed["keep_days"], changed["purpose"], changed["label"]) == (None, "To greet", "Pet")
    caller.post("customers", {"name": "Anna", "attributes": {"pet": "cat"}})
    assert caller.get("attributes").json()["data"] == [changed | {"values": 1}]
    assert caller.ask("DELETE", "attributes/pet").status_code == 204
    assert caller.get("attributes").json()["data"] == []
    assert caller.get("attributes/pet").json()["state"] == "dropped"
    with in_workspace(caller.workspace.pk):
        assert not Attribute.objects.exists()
        verbs = AuditEntry.objects.filter(verb__startswith="attribute.").order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["attribute.kept", "attribute.kept", "attribute.dropped"]


def test_what_is_wrong_is_named(caller):
    caller.post("attributes", PET)
    assert caller.post("attributes", PET).status_code == 409
    assert any("keep_days" in name for name in wrong(caller.post("attributes", PET | {"name": "a", "keep_days": 0})))
    assert any("name" in name for name in wrong(caller.post("attributes", PET | {"name": "Pet!"})))
    assert wrong(caller.post("attributes", PET | {"name": "a", "owner": str(caller.workspace.pk)})) == {"owner"}
    assert wrong(caller.ask("PATCH", "attributes/pet", {"purpose": None})) == {"purpose"}
    caller.ask("DELETE", "attributes/pet")
    assert wrong(caller.post("attributes", PET)) == {"name"}
    assert caller.get("attributes/nothing").status_code == 404
    assert caller.ask("PATCH", "attributes/pet", {"label": "A"}).status_code == 404


def test_what_waits_is_kept_dropped_and_allowed_again(caller):
    brought(caller, "pet", "cat")
    brought(caller, "shoe", 43)
    (shoe, pet) = caller.get("attributes", state="waiting").json()["data"]
    assert (pet["name"], pet["state"], pet["values"]) == ("pet", "waiting", 1)
    assert wrong(caller.post("attributes/pet/decision", {"decision": "keep"})) == {"purpose"}
    assert wrong(caller.post("attributes/pet/decision", {"decision": "allow"})) == {"decision"}
    kept = caller.post("attributes/pet/decision", {"decision": "keep", "purpose": "To greet", "keep_days": 7}).json()
    assert (kept["state"], kept["values"], kept["keep_days"]) == ("kept", 1, 7)
    assert caller.post("attributes/shoe/decision", {"decision": "drop"}).json()["state"] == "dropped"
    assert [one["name"] for one in caller.get("attributes", state="dropped").json()["data"]] == ["shoe"]
    assert caller.post("attributes/shoe/decision", {"decision": "allow"}).status_code == 200
    assert caller.get("attributes", state="dropped").json()["data"] == []
    assert caller.post("attributes/pet/decision", {"decision": "drop"}).status_code == 404
    assert shoe["name"] == "shoe"


def test_what_waits_under_the_name_that_is_made_comes_in(caller):
    brought(caller, "pet", "cat")
    assert wrong(caller.post("attributes", PET | {"type": "number"})) == {"name"}
    assert caller.post("attributes", PET).json()["values"] == 1


def test_one_that_segments_ask_for_goes_only_when_it_is_said_so(caller):
    caller.post("attributes", PET)
    definition = {"all": [{"is": "attribute", "key": "pet", "op": "known"}]}
    caller.post("segments", {"name": "Cat people", "definition": definition})
    refused = caller.ask("DELETE", "attributes/pet")
    assert (refused.status_code, refused.json()["error"]["fields"]) == (409, {"segments": "Cat people"})
    assert caller.ask("DELETE", "attributes/pet?sure=true").status_code == 204


def test_a_token_reads_what_its_member_sees_and_administrators_tokens_alone_decide(caller):
    caller.post("attributes", PET)
    brought(caller, "shoe", 43)
    agent, manager, owner = (as_role(caller, role) for role in (Role.AGENT, Role.MANAGER, Role.OWNER))
    assert agent.get("attributes").json()["data"] == []
    assert agent.get("attributes/pet").status_code == 404
    assert manager.get("attributes/pet").status_code == 200
    assert manager.get("attributes/shoe").status_code == 404
    assert manager.get("attributes", state="waiting").status_code == 403
    for method, path, body in (
        ("POST", "attributes", PET | {"name": "a"}), ("PATCH", "attributes/pet", {"label": "A"}),
        ("DELETE", "attributes/pet", None), ("POST", "attributes/shoe/decision", {"decision": "drop"}),
    ):  # fmt: skip
        assert manager.ask(method, path, body).status_code == 403, path
    assert owner.ask("DELETE", "attributes/pet").status_code == 204


def test_a_repeat_gets_the_first_answer(caller):
    first = caller.ask("POST", "attributes", PET, **{"Idempotency-Key": "1"})
    again = caller.ask("POST", "attributes", PET, **{"Idempotency-Key": "1"})
    assert (again.status_code, again.json()) == (201, first.json())
    with in_workspace(caller.workspace.pk):
        assert AttributeKind.objects.count() == 1


def test_a_list_costs_the_same_whatever_its_length(caller):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            caller.get("attributes")
        return len(seen)

    caller.post("attributes", PET)
    asked()
    few = asked()
    for n in range(5):
        caller.post("attributes", PET | {"name": f"a{n}"})
    assert asked() == few
