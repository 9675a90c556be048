"""A conversation that we began is asked about where the customer wrote and we answered."""

from datetime import timedelta

import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import Reply
from nitka.conversations.actions import Destination, Letter, begin, close, reply
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import ANNA, came
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Identity
from nitka.feedback.models import RatingRequest
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun():
    """A letter of ours to Anna; who wrote it, the way to her and its conversation."""
    workspace = accounts.workspace()
    member = accounts.member(workspace, role=Role.AGENT)
    channel = mail(workspace)
    with in_workspace(workspace.pk):
        enter(claims=[Claim("email", ANNA)], name="Anna")
        to = Destination(channel, Identity.objects.get())
        row, sent = begin(to=to, letter=Letter("It has come.", "Order 118"), author=member)
        yield member, to, row, sent


def answers(to: Destination, sent: Message) -> Message:
    return came(to.channel, ANNA, "When?", reply=Reply(ours=[sent.pk]))


def end(row: Conversation, member) -> None:
    close(conversation=Conversation.objects.get(pk=row.pk), by=member)


def test_who_was_only_written_to_is_not_asked(begun):
    member, _to, row, _sent = begun
    end(row, member)
    assert not RatingRequest.objects.exists()


def test_who_answered_us_and_was_not_answered_is_not_asked(begun):
    member, to, row, sent = begun
    answers(to, sent)
    end(row, member)
    assert not RatingRequest.objects.exists()


def test_the_wait_for_the_first_answer_begins_when_the_customer_writes(begun):
    member, to, row, sent = begun
    written = answers(to, sent)
    Message.objects.filter(pk=written.pk).update(at=written.at - timedelta(hours=1))
    Message.objects.filter(pk=sent.pk).update(at=written.at - timedelta(hours=2))
    reply(conversation=row, text="Tomorrow", to=to, author=member)
    end(row, member)
    assert "waited" in RatingRequest.objects.get().facts
