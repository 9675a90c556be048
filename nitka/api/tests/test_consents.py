import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import archive_purpose, keep_purpose
from nitka.customers.models import Consent
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
GIVEN = {"purpose": "marketing", "answer": "given", "way": "page", "language": "ru", "proof": "uklad.example/join"}
BOTH = {"en": "Calls", "ru": "Звонки"}


@pytest.fixture
def caller() -> Caller:
    return Caller(accounts.workspace())


@pytest.fixture
def anna(caller) -> str:
    contacts = [{"kind": "email", "value": "anna@b.org"}, {"kind": "phone", "value": "8 916 204-18-33"}]
    return caller.post("customers", {"name": "Анна", "identities": contacts}).json()["id"]


def test_the_purposes_are_listed_with_the_words_in_force(caller):
    with in_workspace(caller.workspace.pk):
        keep_purpose(code="calls", names=BOTH, texts=BOTH)
        keep_purpose(code="calls", names=BOTH, texts=BOTH | {"en": "Other"})
    found = {row["code"]: row for row in caller.pages("purposes", limit=1)}
    assert set(found) == {"marketing", "surveys", "calls"}
    assert (found["calls"]["version"], found["calls"]["texts"]["en"]) == (2, "Other")
    assert found["marketing"]["names"]["ru"] == "Предложения и новости"


def test_what_a_customer_said_is_noted_and_read_with_its_proof(caller, anna):
    path = f"customers/{anna}/consents"
    made = caller.post(path, GIVEN | {"contacts": [{"kind": "phone", "value": "+7 916 204-18-33"}]})
    assert made.status_code == 201
    (row,) = made.json()["data"]
    assert row["contact"] == {"kind": "phone", "value": "+79162041833"}
    assert (row["holds"], row["way"], row["version"], row["proof"]) == (True, "page", 1, "uklad.example/join")
    assert row["text"].startswith("Я согласен")
    said = caller.post(path, {"purpose": "marketing", "answer": "withdrawn", "proof": "Said no"}).json()["data"]
    assert [one["everywhere"] for one in said] == [True]
    assert [(one["answer"], one["holds"]) for one in caller.pages(path, limit=1)] == [
        ("withdrawn", True),
        ("given", False),
    ]
    with in_workspace(caller.workspace.pk):
        assert Consent.objects.earliest("at").source_id == caller.token[0].pk
        assert AuditEntry.objects.filter(verb="customers.consent").count() == 2


def test_with_no_contact_named_each_has_its_own_line(caller, anna):
    said = caller.post(f"customers/{anna}/consents", GIVEN).json()["data"]
    assert {one["contact"]["kind"] for one in said} >= {"email", "phone"}


def test_a_repeat_notes_nothing_twice(caller, anna):
    first, again = (
        caller.ask("POST", f"customers/{anna}/consents", GIVEN, **{"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert len(caller.pages(f"customers/{anna}/consents")) == len(first.json()["data"])


@pytest.mark.parametrize(
    ("change", "field"),
    [({"purpose": "nothing"}, "purpose"), ({"purpose": "Calls!"}, "purpose"), ({"answer": "asked"}, "answer"),
     ({"contacts": [{"kind": "email", "value": "boris@b.org"}]}, "contacts.0"), ({"at": "2026-01-01"}, "at"),
     ({"way": "rumour"}, "way"), ({"more": 1}, "more"), ({"language": "de"}, "language")],
)  # fmt: skip
def test_what_cannot_be_is_named_and_not_noted(caller, anna, change, field):
    refused = caller.post(f"customers/{anna}/consents", GIVEN | change)
    assert refused.status_code == 422
    assert any(field in name for name in refused.json()["error"]["fields"])
    assert caller.pages(f"customers/{anna}/consents") == []


def test_of_an_archived_purpose_only_a_withdrawal_is_taken(caller, anna):
    with in_workspace(caller.workspace.pk):
        archive_purpose(purpose=keep_purpose(code="calls", names=BOTH, texts=BOTH))
    path = f"customers/{anna}/consents"
    assert caller.post(path, GIVEN | {"purpose": "calls"}).status_code == 422
    assert caller.post(path, GIVEN | {"purpose": "calls", "answer": "withdrawn"}).status_code == 201


def test_a_merged_customers_id_leads_to_who_they_are_now(caller, anna):
    boris = caller.post("customers", {"identities": [{"kind": "email", "value": "b@b.org"}]}).json()["id"]
    caller.post(f"customers/{anna}/consents", GIVEN)
    caller.post("merges", {"into": boris, "from": anna, "why": "same"})
    assert caller.pages(f"customers/{anna}/consents") == caller.pages(f"customers/{boris}/consents") != []


def test_another_workspaces_customer_is_not_found(caller, anna):
    other = Caller(accounts.workspace())
    assert other.get(f"customers/{anna}/consents").status_code == 404
    assert other.post(f"customers/{anna}/consents", GIVEN).status_code == 404


def test_a_page_costs_the_same_whatever_its_length(caller, anna):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            caller.get(f"customers/{anna}/consents")
        return len(captured)

    caller.post(f"customers/{anna}/consents", GIVEN)
    few = statements()
    for answer in ("withdrawn", "given") * 5:
        caller.post(f"customers/{anna}/consents", GIVEN | {"answer": answer})
    assert statements() == few
