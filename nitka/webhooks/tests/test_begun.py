"""Other programs hear of a conversation that we began as of any other."""

import json

import pytest

from nitka.conversations.actions import Destination, Letter, begin
from nitka.conversations.tests.factories import mail
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Identity
from nitka.kit.db.tenancy import in_workspace
from nitka.webhooks.tests.factories import endpoint, send_all

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_told_that_it_was_opened_and_what_was_sent(company, receiver):
    endpoint(company, receiver.url, ["conversation.opened", "message.sent", "message.received"])
    channel = mail(company)
    with in_workspace(company.id):
        enter(claims=[Claim("email", "anna@example.org")], name="Anna")
        to = Destination(channel, Identity.objects.get())
        row, sent = begin(to=to, letter=Letter("It has come.", "Order 118"), author=None)
    send_all()
    told = {body["type"]: body["data"] for got in receiver.got if (body := json.loads(got.body))}
    assert set(told) == {"conversation.opened", "message.sent"}
    assert told["conversation.opened"]["conversation"]["id"] == str(row.pk)
    assert (told["message.sent"]["message"]["id"], told["message.sent"]["message"]["text"]) == (
        str(sent.pk), "It has come.",
    )  # fmt: skip
