"""`POST conversations`: another program, or a member by it, writes first."""

import pytest

from nitka.accounts.actions import create_team
from nitka.accounts.models import Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import chat, mail
from nitka.customers.actions import Claim, Word, enter, note_consents, restrict
from nitka.customers.models import Customer, Identity
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = "anna@example.org"
LETTER = {"subject": "Order 118", "text": "It has come."}


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def channel(workspace):
    return mail(workspace)


@pytest.fixture
def caller(workspace) -> Caller:
    return Caller(workspace)


def anna(workspace) -> Identity:
    with in_workspace(workspace.id):
        enter(claims=[Claim("email", ANNA)], name="Anna")
        return Identity.objects.get(value=ANNA)


def begin(caller: Caller, **fields):
    return caller.post("conversations", LETTER | fields)


def refused(caller: Caller, status: int, code: str, field: str = "", **fields) -> None:
    answer = begin(caller, **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], field in error.get("fields", {"": ""})) == (status, code, True), error


def test_a_conversation_is_begun_and_reads_like_any_other(workspace, caller, channel):
    identity = anna(workspace)
    answer = begin(caller, customer=str(identity.customer_id), cc=["Boris <boris@example.org>"])
    row = answer.json()
    assert answer.status_code == 201
    assert (row["number"], row["status"], row["subject"]) == (1, "open", "Order 118")
    assert (row["customer"], row["channel"], row["assignee"]) == (str(identity.customer_id), str(channel.pk), None)
    assert caller.get(f"conversations/{row['id']}").json() == row
    message = caller.get(f"conversations/{row['id']}/messages").json()["data"][0]
    assert (message["direction"], message["text"], message["state"]) == ("out", "It has come.", "waiting")
    with in_workspace(workspace.id):
        assert Message.objects.get().meta["cc"] == [{"name": "Boris", "address": "boris@example.org"}]


def test_what_follows_goes_to_the_address_that_it_began_with(workspace, caller, channel):
    identity = anna(workspace)
    row = begin(caller, to=f"email:{ANNA}").json()
    with in_workspace(workspace.id):
        enter(claims=[Claim("email", ANNA), Claim("email", "later@example.org")])
    assert caller.post(f"conversations/{row['id']}/messages", {"text": "One more thing"}).status_code == 201
    with in_workspace(workspace.id):
        assert set(Message.objects.values_list("identity_id", flat=True)) == {identity.pk}


def test_the_same_key_begins_one(workspace, caller, channel):
    body = LETTER | {"to": f"email:{ANNA}", "name": "Anna"}
    first, second = (caller.ask("POST", "conversations", body, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    assert second["Idempotent-Replayed"] == "true"
    with in_workspace(workspace.id):
        assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)


def test_an_address_that_nobody_has_makes_a_customer_and_a_known_one_does_not(workspace, caller, channel):
    row = begin(caller, to=f"email:{ANNA}", name="Anna").json()
    person = caller.get(f"customers/{row['customer']}").json()
    assert (person["name"], person["identities"]) == (
        "Anna", [{"kind": "email", "value": ANNA, "status": "stated"}],
    )  # fmt: skip
    assert begin(caller, to="email:ANNA@example.org").json()["customer"] == row["customer"]


def test_whom_it_is_given_to_has_it(workspace, channel):
    identity = anna(workspace)
    with in_workspace(workspace.id):
        vera = accounts.member(workspace, role=Role.AGENT)
        ilya = accounts.member(workspace, role=Role.AGENT)
        looks = accounts.member(workspace, role=Role.OBSERVER)
        team = create_team(name="Service")
    caller, to = Caller(workspace, vera), {"customer": str(identity.customer_id)}
    assert begin(caller, **to).json()["assignee"] == str(vera.pk)
    assert begin(caller, **to, member=str(ilya.pk)).json()["assignee"] == str(ilya.pk)
    row = begin(caller, **to, team=str(team.pk)).json()
    assert (row["assignee"], row["team"]) == (None, str(team.pk))
    refused(caller, 409, "observer", **to, member=str(looks.pk))
    refused(caller, 404, "not_found", **to, team=str(vera.pk))
    refused(Caller(workspace, looks), 403, "forbidden", **to)


def test_what_cannot_be_is_refused_with_a_reason_and_leaves_nothing(workspace, caller, channel):
    identity = anna(workspace)
    site = chat(workspace)
    to = {"customer": str(identity.customer_id)}
    refused(caller, 422, "invalid", "customer")
    refused(caller, 422, "invalid", "subject", **to, subject="")
    refused(caller, 422, "invalid", "body.given.text", **to, text="")
    refused(caller, 422, "invalid", "cc", **to, cc=["nobody"])
    refused(caller, 422, "invalid", "to", to="email:nobody")
    refused(caller, 409, "unreachable", to="phone:+79162041833")
    refused(caller, 409, "barred", "channel", **to, channel=str(site.pk))
    refused(caller, 409, "barred", "purpose", **to, purpose="marketing")
    refused(caller, 404, "not_found", customer=str(channel.pk))
    with in_workspace(workspace.id):
        restrict(customer_id=identity.customer_id)
        assert Customer.objects.count() == 1
    refused(caller, 409, "barred", "to", **to)
    with in_workspace(workspace.id):
        assert not Conversation.objects.exists()


def test_an_offer_goes_to_who_agreed(workspace, caller, channel):
    identity = anna(workspace)
    with in_workspace(workspace.id):
        note_consents([Word(identity.pk, "marketing", "given", "call")])
    assert begin(caller, customer=str(identity.customer_id), purpose="marketing").status_code == 201


def test_a_member_who_sees_only_their_own_does_not_reach_a_customer_of_others(workspace, channel):
    identity = anna(workspace)
    with in_workspace(workspace.id):
        vera = accounts.member(workspace, role=Role.AGENT)
        vera.scope = Scope.OWN
        vera.save()
    caller = Caller(workspace, vera)
    refused(caller, 404, "not_found", customer=str(identity.customer_id))
    refused(caller, 404, "not_found", to=f"email:{ANNA}")
    row = begin(caller, to="email:new@example.org").json()
    assert caller.get(f"conversations/{row['id']}").status_code == 200
