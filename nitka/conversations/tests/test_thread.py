"""Rule 8: which thread a message belongs to."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import Reply
from nitka.conversations.actions import close, receive, reply
from nitka.conversations.models import Closure, Conversation
from nitka.conversations.tests.factories import chat, mail
from nitka.conversations.tests.threads import answering, arrival, back, came, thread_of
from nitka.customers.actions import merge
from nitka.customers.models import Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


@pytest.fixture
def letters(workspace):
    return mail(workspace)


def shut(message):
    close(conversation=thread_of(message), by=None)


def test_an_answer_to_a_message_of_ours_joins_its_thread_though_another_is_later(letters):
    first = came(letters)
    ours = reply(conversation=thread_of(first), text="Едет", to=back(first), author=None)
    shut(first)
    second = came(letters, text="Другое")
    assert second.conversation_id != first.conversation_id
    assert came(letters, reply=Reply(ours=[ours.pk])).conversation_id == first.conversation_id


def test_a_reference_to_the_customers_own_letter_counts_too_and_the_nearest_wins(letters):
    first = came(letters)
    shut(first)
    second = came(letters)
    shut(second)
    assert came(letters, reply=answering(first, second)).conversation_id == first.conversation_id
    both = Reply(references=[first.external_id, second.external_id])
    assert came(letters, reply=both).conversation_id == second.conversation_id


def test_a_stranger_who_names_a_customers_letter_does_not_get_into_their_thread(letters):
    first = came(letters)
    stranger = came(letters, "mallory@example.org", reply=answering(first))
    assert stranger.conversation_id != first.conversation_id
    forged = came(letters, "mallory@example.org", external_id=first.external_id)
    assert came(letters, reply=answering(forged)).conversation_id == first.conversation_id


def test_a_stranger_in_one_batch_with_what_they_name_does_not_either(letters):
    first = arrival(letters)
    second = arrival(letters, "mallory@example.org", reply=Reply(in_reply_to=first.parsed.external_id))
    ours, theirs = receive([first, second])
    assert ours.conversation_id != theirs.conversation_id


def test_a_colleague_who_answers_a_message_of_ours_joins_its_thread(letters):
    first = came(letters)
    ours = reply(conversation=thread_of(first), text="Едет", to=back(first), author=None)
    ours.external_id = "sent@uklad.example"
    ours.save()
    assert came(letters, "boris@example.org", reply=answering(ours)).conversation_id == first.conversation_id


def test_an_answer_to_a_closed_conversation_opens_it_again(letters):
    first = came(letters)
    shut(first)
    came(letters, reply=answering(first))
    conversation = thread_of(first)
    assert (conversation.status, conversation.closed_at) == ("open", None)
    assert Closure.objects.get().reopened_at is not None


@pytest.mark.parametrize(("days", "same"), [(29, True), (31, False)])
def test_one_closed_for_long_goes_on_in_a_new_one_linked_to_it(letters, days, same):
    first = came(letters)
    shut(first)
    with clock.travel(clock.now() + timedelta(days=days)):
        again = thread_of(came(letters, reply=answering(first)))
    assert (again.pk == first.conversation_id) is same
    assert again.previous_id == (None if same else first.conversation_id)
    assert Conversation.objects.count() == (1 if same else 2)


def test_without_a_reference_it_joins_the_latest_open_one_whatever_channel_it_came_by(workspace, letters):
    first = came(letters)
    merge(into=first.identity.customer, source=came(chat(workspace), "s1").identity.customer)
    latest = came(chat(workspace), "s1", "Я тут")
    assert came(letters, text="Ещё письмо").conversation_id == latest.conversation_id


def test_a_snoozed_one_is_open_enough_and_wakes(letters):
    first = came(letters)
    Conversation.objects.update(status="snoozed", snoozed_until=clock.now() + timedelta(days=1))
    came(letters)
    conversation = thread_of(first)
    assert (conversation.status, conversation.snoozed_until) == ("open", None)


def test_when_all_are_closed_a_new_one_begins(letters):
    first = came(letters)
    shut(first)
    second = thread_of(came(letters))
    assert (second.pk == first.conversation_id, second.number, second.status) == (False, 2, "open")


@pytest.mark.parametrize("named", [True, False])
def test_an_automatic_reply_joins_but_never_opens_again(letters, named):
    first = came(letters)
    shut(first)
    absent = came(letters, text="Я в отпуске", auto=True, **({"reply": answering(first)} if named else {}))
    assert absent.conversation_id == first.conversation_id
    conversation = thread_of(first)
    assert (conversation.status, conversation.waiting_since) == ("closed", None)


def test_an_automatic_reply_makes_nobody_wait(letters):
    assert thread_of(came(letters, auto=True)).waiting_since is None


def test_what_opens_a_thread_again_is_followed_by_the_rest_of_its_batch(letters):
    first = came(letters)
    shut(first)
    messages = receive([arrival(letters, reply=answering(first)), arrival(letters, text="И ещё")])
    assert [message.conversation_id for message in messages] == [first.conversation_id] * 2
    assert Conversation.objects.count() == 1


def test_two_first_letters_of_one_batch_are_one_thread(letters):
    messages = receive([arrival(letters), arrival(letters, text="И ещё"), arrival(letters, "boris@example.org")])
    assert len({message.conversation_id for message in messages}) == 2
    assert sorted(Conversation.objects.values_list("number", flat=True)) == [1, 2]


def test_a_batch_done_twice_is_written_once(letters):
    one = arrival(letters)
    receive([one])
    assert receive([one]) == []


def test_after_an_undone_merge_each_writes_into_their_own_thread(letters):
    from nitka.customers.actions import undo

    first = came(letters)
    second = came(letters, "anna2@example.org")
    done = merge(into=first.identity.customer, source=Customer.objects.get(pk=second.identity.customer_id))
    undo(merge=done)
    assert Identity.objects.get(pk=second.identity_id).customer_id == second.identity.customer_id
    assert came(letters, "anna2@example.org").conversation_id == second.conversation_id
    assert came(letters).conversation_id == first.conversation_id
