import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.api.tests.factories import Caller
from nitka.conversations.actions import close
from nitka.conversations.models import Conversation, Delivery
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, mail, said
from nitka.inbound.models import InboundLog
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def caller(workspace) -> Caller:
    return Caller(workspace)


def hello(channel, session="s1", text="Здравствуйте", **payload):
    accepted = arrive(said(channel, session, text, **payload))[0]
    digest_all()
    return accepted


def test_a_visitors_message_is_there_as_it_was_written(workspace, caller):
    channel = chat(workspace)
    accepted = hello(
        channel,
        id="0b0e7a3e-6f3f-4a86-9a55-5a1d8f1f0a01",
        files=[{"name": "a.png", "type": "image/png", "size": 3, "sha256": "0" * 64}],
    )
    row = caller.get("conversations").json()["data"][0]
    assert (row["number"], row["status"], row["channel"]) == (1, "open", str(channel.pk))
    assert caller.get(f"customers/{row['customer']}").json()["identities"][0]["kind"] == "visitor"
    assert caller.get(f"conversations/{row['id']}").json() == row
    message = caller.get(f"conversations/{row['id']}/messages").json()["data"][0]
    assert message["id"] == str(accepted.id)
    assert message["at"] == accepted.at.isoformat()
    assert (message["direction"], message["text"], message["channel"]) == ("in", "Здравствуйте", str(channel.pk))
    assert message["external_id"] == "0b0e7a3e-6f3f-4a86-9a55-5a1d8f1f0a01"
    assert [(file["name"], file["size"]) for file in message["files"]] == [("a.png", 3)]


def test_messages_come_oldest_first_page_by_page(workspace, caller):
    channel = chat(workspace)
    for n in range(5):
        hello(channel, text=str(n))
    conversation = caller.get("conversations").json()["data"][0]["id"]
    assert [row["text"] for row in caller.pages(f"conversations/{conversation}/messages", limit=2)] == list("01234")


def test_conversations_are_filtered_by_status_customer_and_channel(workspace, caller):
    first, second = chat(workspace), chat(workspace, name="Другой чат")
    hello(first, "s1")
    hello(second, "s2")
    with in_workspace(workspace.id):
        closed = Conversation.objects.get(number=1)
        close(conversation=closed, by=None)
    rows = {row["number"]: row for row in caller.pages("conversations", limit=1)}
    assert list(rows) == [2, 1]
    assert rows[1]["status"] == "closed"
    assert rows[1]["closed_at"]

    def numbers(**query):
        return [row["number"] for row in caller.get("conversations", **query).json()["data"]]

    assert (numbers(status="open"), numbers(status="closed"), numbers(status="snoozed")) == ([2], [1], [])
    assert numbers(customer=rows[2]["customer"]) == [2]
    assert numbers(channel=first.pk) == [1]
    assert numbers(channel=first.pk, status="open") == []
    assert caller.get("conversations", status="lost").status_code == 422


def test_an_answer_goes_where_the_customer_wrote_last(workspace, caller):
    channel = chat(workspace)
    hello(channel)
    conversation = caller.get("conversations").json()["data"][0]["id"]
    response = caller.post(f"conversations/{conversation}/messages", {"text": "Добрый день\x00"})
    assert response.status_code == 201
    row = response.json()
    assert (row["direction"], row["text"], row["channel"]) == ("out", "Добрый день\ufffd", str(channel.pk))
    assert row["state"] == "sent"
    assert [one["direction"] for one in caller.pages(f"conversations/{conversation}/messages")] == ["in", "out"]


def test_an_answer_by_mail_goes_to_the_address_that_was_stated(workspace, caller):
    hello(chat(workspace))
    letters = mail(workspace)
    conversation = caller.get("conversations").json()["data"][0]["id"]
    body = {"text": "Добрый день", "channel": str(letters.pk)}
    assert caller.post(f"conversations/{conversation}/messages", body).status_code == 409
    arrive(contact(chat(workspace), "s1", email="anna@example.org"))
    digest_all()
    response = caller.post(f"conversations/{conversation}/messages", body)
    assert response.status_code == 201
    assert (response.json()["channel"], response.json()["state"]) == (str(letters.pk), "waiting")
    with in_workspace(workspace.id):
        assert (
            Delivery.objects.select_related("message__identity").get(channel_id=letters.pk).message.identity.value
            == "anna@example.org"
        )


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": " "}, {"text": 7}, {"text": "x", "channel": "y"}, {"text": "a" * 100_001}]
)
def test_an_answer_needs_words(workspace, caller, body):
    hello(chat(workspace))
    conversation = caller.get("conversations").json()["data"][0]["id"]
    assert caller.post(f"conversations/{conversation}/messages", body).status_code == 422


def test_lists_cost_the_same_whatever_their_length(workspace, caller):
    channel = chat(workspace)
    hello(channel)
    conversation = caller.get("conversations").json()["data"][0]["id"]

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert caller.get(path, limit=200).status_code == 200
        return len(captured)

    def more(n: int) -> None:
        hello(channel, text=str(n), files=[{"name": "a", "type": "text/plain", "size": 1, "sha256": "0" * 64}])
        hello(channel, f"other{n}")
        hello(channel, f"bad{n}", text="")
        chat(workspace)

    more(0)
    lists = ["conversations", f"conversations/{conversation}/messages", "channels", "quarantine"]
    few = [queries(path) for path in lists]
    for n in range(1, 9):
        more(n)
    assert [queries(path) for path in lists] == few
    assert max(few) <= 12


def test_what_could_not_be_read_is_shown_and_can_be_digested_again(workspace, caller):
    channel = chat(workspace)
    accepted = hello(channel, id="0b0e7a3e-6f3f-4a86-9a55-5a1d8f1f0a01", text="")
    row = caller.get("quarantine").json()["data"][0]
    assert (row["id"], row["channel"], row["reason"]) == (str(accepted.id), str(channel.pk), "unreadable")
    assert row["external_id"] == "0b0e7a3e-6f3f-4a86-9a55-5a1d8f1f0a01"
    assert caller.get(f"quarantine/{row['id']}").json() == row
    with in_workspace(workspace.id):
        inbound = InboundLog.objects.get()
        inbound.payload["text"] = "теперь читается"
        inbound.save(update_fields=["payload"])
    assert caller.post(f"quarantine/{row['id']}/digest").status_code == 202
    assert caller.get("quarantine").json()["data"] == []
    digest_all()
    conversation = caller.get("conversations").json()["data"][0]["id"]
    assert [one["id"] for one in caller.pages(f"conversations/{conversation}/messages")] == [row["id"]]
    assert caller.post(f"quarantine/{row['id']}/digest").status_code == 404


def test_channels_are_listed_without_their_secrets(workspace, caller):
    channel = mail(workspace, secrets={"password": "hush"})
    row = caller.get("channels").json()["data"][0]
    assert (row["id"], row["kind"], row["active"]) == (str(channel.pk), "email", True)
    assert caller.get(f"channels/{channel.pk}").json() == row
    assert "hush" not in str(row)
    assert "sealed" not in row
    assert "settings" not in row
