"""`rights/requests`: the register as programs of administrators keep it."""

import io
import zipfile

import pytest

from nitka.accounts.actions import create_token
from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.customers.actions import Claim, enter
from nitka.kit.db.tenancy import in_workspace
from nitka.rights.actions import place
from nitka.rights.actions.export import go_on as make
from nitka.rights.models import Copy, Erasure, Request

pytestmark = pytest.mark.django_db(transaction=True)


def as_role(role: str, of: Caller | None = None) -> Caller:
    made = Caller(of.workspace if of else accounts.workspace())
    made.member = accounts.member(made.workspace, role=role)
    made.secret = create_token(workspace=made.workspace, name="theirs", member=made.member)[1]
    return made


@pytest.fixture
def caller() -> Caller:
    return as_role(Role.OWNER)


def asked(caller: Caller, kind: str, **more) -> dict:
    with in_workspace(caller.workspace.pk):
        anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
    made = caller.post("rights/requests", {"customer": str(anna.pk), "kind": kind, **more})
    assert made.status_code == 201, made.content
    return made.json()


def test_a_request_is_written_down_read_noted_and_ended(caller):
    made = asked(caller, "rectification", words="My name is Anne", received_at="2026-11-02T09:00:00+03:00")
    assert (made["number"], made["state"], made["way"], made["member"]) == (1, "open", "api", str(caller.member.pk))
    assert made["due_at"].startswith("2026-11-11")
    path = f"rights/requests/{made['id']}"
    noted = caller.post(f"{path}/notes", {"text": "Saw her passport"}).json()
    assert "Saw her passport" in noted["words"]
    ended = caller.post(f"{path}/closure", {"state": "done"}).json()
    assert (ended["state"], [line["verb"] for line in ended["log"]]) == ("done", ["received", "noted", "done"])
    assert caller.get(path).json() == ended
    assert caller.post(f"{path}/closure", {"state": "done"}).status_code == 409
    assert [one["id"] for one in caller.get("rights/requests", state="done").json()["data"]] == [made["id"]]
    assert caller.get("rights/requests", state="open").json()["data"] == []
    assert len(caller.get("rights/requests", customer=made["customer"]).json()["data"]) == 1


def test_a_copy_is_ordered_once(caller):
    made = asked(caller, "export")
    path = f"rights/requests/{made['id']}"
    first = caller.post(f"{path}/copy")
    assert (first.status_code, first.json()["copy"]["state"]) == (202, "waiting")
    assert caller.post(f"{path}/copy").status_code == 202
    assert [line["verb"] for line in caller.get(path).json()["log"]] == ["received", "copying"]
    assert caller.post(f"{path}/erasure", {"confirm": "1"}).status_code == 409


def test_the_file_is_handed_out_once_it_is_made_and_who_took_it_is_written_down(caller):
    made = asked(caller, "export")
    path = f"rights/requests/{made['id']}/copy"
    assert caller.get(path).status_code == 404
    caller.post(path)
    assert caller.get(path).status_code == 404
    with in_workspace(caller.workspace.pk):
        copy = Copy.objects.get()
    assert make(caller.workspace.pk, copy.pk)
    for other in (as_role(Role.MANAGER, caller), Caller(caller.workspace)):
        assert other.get(path).status_code == 403
    assert as_role(Role.OWNER).get(path).status_code == 404
    answer = caller.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "anna@example.org" in archive.read("data.json").decode()
    with in_workspace(caller.workspace.pk):
        (line,) = AuditEntry.objects.filter(verb="rights.downloaded")
        assert (line.member_id, line.object_id) == (caller.member.pk, copy.request_id)
        assert Request.objects.get().entries.order_by("at").last().verb == "downloaded"
        place(copy).unlink()
    assert caller.get(path).status_code == 404


def test_an_erasure_wants_the_number_and_can_be_called_off(caller):
    made = asked(caller, "erasure")
    path = f"rights/requests/{made['id']}"
    for word in ("", "yes", "2"):
        assert caller.post(f"{path}/erasure", {"confirm": word}).status_code == 422
    ordered = caller.post(f"{path}/erasure", {"confirm": "1"})
    assert (ordered.status_code, ordered.json()["erasure"]["state"]) == (202, "waiting")
    assert caller.post(f"{path}/erasure", {"confirm": "1"}).status_code == 409
    assert caller.post(f"{path}/closure", {"state": "refused"}).status_code == 409
    assert caller.ask("DELETE", f"{path}/erasure").status_code == 204
    assert caller.ask("DELETE", f"{path}/erasure").status_code == 409
    assert caller.post(f"{path}/closure", {"state": "done"}).status_code == 409
    assert caller.post(f"{path}/copy").status_code == 409
    with in_workspace(caller.workspace.pk):
        assert Erasure.objects.get().stage == "cancelled"


def test_only_a_token_that_acts_for_an_administrator_is_heard(caller):
    made = asked(caller, "erasure")
    path = f"rights/requests/{made['id']}"
    for other in (as_role(Role.AGENT, caller), as_role(Role.MANAGER, caller), Caller(caller.workspace)):
        body = {"customer": made["customer"], "kind": "export"}
        assert other.get("rights/requests").status_code == 403
        assert other.post("rights/requests", body).status_code == 403
        assert other.get(path).status_code == 403
        assert other.post(f"{path}/notes", {"text": "A"}).status_code == 403
        assert other.post(f"{path}/erasure", {"confirm": "1", "at_once": True}).status_code == 403
        assert other.post(f"{path}/closure", {"state": "refused"}).status_code == 403
        assert other.post(f"{path}/copy").status_code == 403
    with in_workspace(caller.workspace.pk):
        assert Request.objects.get().entries.count() == 1
        assert not Erasure.objects.exists()


def test_nothing_is_written_down_of_nobody(caller):
    body = {"customer": str(caller.workspace.pk), "kind": "export"}
    assert caller.post("rights/requests", body).status_code == 422
    assert caller.post("rights/requests", body | {"kind": "praise"}).status_code == 422
    assert as_role(Role.OWNER).get(f"rights/requests/{asked(caller, 'export')['id']}").status_code == 404


def test_a_repeat_gets_the_first_answer(caller):
    with in_workspace(caller.workspace.pk):
        anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
    body, key = {"customer": str(anna.pk), "kind": "export"}, {"Idempotency-Key": "1"}
    first, again = (caller.ask("POST", "rights/requests", body, **key) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    with in_workspace(caller.workspace.pk):
        assert Request.objects.count() == 1
