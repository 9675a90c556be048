"""The order of a thread does not hang on the clock."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.actions import receive
from nitka.conversations.queries import for_visitor, thread
from nitka.conversations.tests.factories import chat
from nitka.conversations.tests.threads import arrival, back, came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def test_what_is_written_after_the_clock_was_set_back_stands_behind_what_was_written_before(workspace):
    channel = chat(workspace)
    with clock.travel(clock.now() + HOUR):
        first = came(channel, "visitor", "1")
    answer = actions.reply(conversation=thread_of(first), text="2", to=back(first), author=None)
    receive([arrival(channel, "visitor", "3"), arrival(channel, "visitor", "4")])
    assert [message.text for message in thread(answer.conversation_id)] == ["1", "2", "3", "4"]
    assert [message.text for message in for_visitor("visitor", after=first.position)] == ["2", "3", "4"]


def test_a_contact_reads_on_from_another_thread_of_theirs(workspace):
    channel = chat(workspace)
    with clock.travel(clock.now() + HOUR):
        first = came(channel, "visitor", "1")
    actions.close(conversation=thread_of(first), by=None)
    second = came(channel, "visitor", "2")
    assert second.position > first.position
