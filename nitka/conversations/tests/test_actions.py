import pytest

from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import Receipt
from nitka.conversations import actions
from nitka.conversations.actions import signal
from nitka.conversations.actions.receipts import seen_by_member
from nitka.conversations.actions.reply import Empty
from nitka.conversations.models import Assignment, Closure, Conversation, Delivery, Message
from nitka.conversations.tests.factories import chat, mail
from nitka.conversations.tests.threads import back, came, thread_of
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment
from nitka.realtime.actions import Signal

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return accounts.workspace()


@pytest.fixture
def vera(workspace):
    return accounts.member(workspace)


@pytest.fixture
def came_in(workspace, vera):
    with in_workspace(workspace.id):
        yield came(mail(workspace))


@pytest.fixture
def signals(monkeypatch) -> list[Signal]:
    """What pages are told (the outbox itself can only be written by the app)."""
    told: list[Signal] = []
    monkeypatch.setattr(signal, "publish_many", lambda batch: told.extend(batch))
    return told


def kinds() -> list[str]:
    return list(Moment.objects.order_by("id").values_list("kind", flat=True))


def answer(message: Message, text: str = "Едет", author=None) -> Message:
    return actions.reply(conversation=thread_of(message), text=text, to=back(message), author=author)


def test_an_answer_has_its_delivery_and_ends_the_wait(came_in, vera):
    written = answer(came_in, author=vera)
    conversation = thread_of(came_in)
    assert Delivery.objects.get().message_id == written.pk
    assert (conversation.waiting_since, conversation.preview, conversation.preview_by) == (None, "Едет", "out")
    assert conversation.answered_at == written.at
    assert kinds() == ["message.in", "message.out"]
    assert Moment.objects.get(kind="message.out").data["waited"] >= 0


def test_who_answers_an_unassigned_conversation_has_it(came_in, vera):
    answer(came_in, author=vera)
    assert thread_of(came_in).assignee_id == vera.pk
    assert Assignment.objects.latest("id").reason == "answered"


def test_a_token_answers_for_nobody(came_in):
    answer(came_in)
    assert thread_of(came_in).assignee_id is None


def test_the_first_answer_stays_the_first(came_in, vera):
    first = answer(came_in, author=vera)
    answer(came_in, author=vera)
    assert thread_of(came_in).answered_at == first.at


def test_an_answer_to_a_closed_conversation_opens_it(came_in, vera):
    actions.close(conversation=thread_of(came_in), by=vera)
    answer(came_in, author=vera)
    conversation = thread_of(came_in)
    assert (conversation.status, conversation.closed_at) == ("open", None)
    assert Closure.objects.get().reopened_by_id == vera.pk


@pytest.mark.parametrize("text", ["", "  \n\t", "\u2003"])
def test_an_answer_without_words_is_none(came_in, text):
    with pytest.raises(Empty):
        answer(came_in, text)
    assert not Delivery.objects.exists()


def test_a_note_goes_nowhere_and_changes_nothing(came_in, vera):
    before = Conversation.objects.values().get()
    written = actions.note(conversation=thread_of(came_in), text="проверь\x00", author=vera)
    assert (written.direction, written.text) == ("note", "проверь\ufffd")
    assert Conversation.objects.values().get() == before
    assert not Delivery.objects.exists()


def test_the_chat_has_an_answer_as_soon_as_it_is_stored(workspace, signals):
    with in_workspace(workspace.id):
        written = answer(came(chat(workspace), "s1"))
        assert Delivery.objects.get().state == "sent"
        assert signals[-1] == Signal("visitor:s1", "message", {"id": str(written.pk), "from": "agent"})


def test_signals_hold_ids_and_no_words(came_in, vera, signals):
    answer(came_in, "секрет", author=vera)
    assert len(signals) >= 2
    assert "секрет" not in str(signals)


def test_giving_a_conversation_is_remembered_once(came_in, vera):
    conversation = thread_of(came_in)
    for _ in range(2):
        actions.take(conversation=conversation, member=vera)
    actions.assign(conversation=conversation, member=None, by=vera)
    given = Assignment.objects.order_by("id").values_list("member_id", "reason")
    assert list(given) == [(None, "nobody_present"), (vera.pk, "taken"), (None, "assigned")]
    assert thread_of(came_in).assignee_id is None


def test_closing_and_opening_twice_happen_once(came_in, vera):
    conversation = thread_of(came_in)
    for _ in range(2):
        actions.close(conversation=conversation, by=vera)
    assert thread_of(came_in).status == "closed"
    assert thread_of(came_in).waiting_since is None
    for _ in range(2):
        actions.reopen(conversation=conversation, by=vera)
    assert thread_of(came_in).status == "open"
    closure = Closure.objects.get()
    assert (closure.by_id, closure.reopened_by_id) == (vera.pk, vera.pk)
    assert kinds()[1:] == ["conversation.closed", "conversation.reopened"]


def test_who_waited_when_it_was_closed_waits_on_when_it_is_open_again(came_in, vera):
    since = thread_of(came_in).waiting_since
    assert since
    actions.close(conversation=thread_of(came_in), by=vera)
    assert thread_of(came_in).waiting_since is None
    actions.reopen(conversation=thread_of(came_in), by=vera)
    assert thread_of(came_in).waiting_since == since


def test_who_was_answered_before_it_was_closed_does_not_wait_when_it_is_open_again(came_in, vera):
    actions.close(conversation=thread_of(came_in), by=vera)
    actions.reopen(conversation=thread_of(came_in), by=vera)
    answer(came_in, author=vera)
    actions.close(conversation=thread_of(came_in), by=vera)
    actions.reopen(conversation=thread_of(came_in), by=vera)
    assert thread_of(came_in).waiting_since is None


def heard(message: Message, *states: str, **fields) -> str:
    actions.receipts([Receipt(state, clock.now(), ours=message.pk, **fields) for state in states])
    return Delivery.objects.get().state


def test_a_state_only_goes_forward_and_a_bounce_ends_it(came_in):
    written = answer(came_in)
    assert heard(written, "sent") == "sent"
    assert heard(written, "read") == "read"
    assert heard(written, "delivered") == "read"
    assert heard(written, "failed", reason="mailbox_full") == "failed"
    assert Delivery.objects.get().reason == "mailbox_full"
    assert heard(written, "read") == "failed"


def test_of_several_news_in_one_batch_the_furthest_counts(came_in):
    assert heard(answer(came_in), "read", "delivered", "sent") == "read"


def test_news_are_matched_by_the_id_a_message_has_outside(came_in):
    written = answer(came_in)
    Message.objects.filter(pk=written.pk).update(external_id="x@uklad.example")
    actions.receipts([Receipt("delivered", clock.now(), external_id="x@uklad.example"), Receipt("read", clock.now())])
    assert Delivery.objects.get().state == "delivered"


def test_a_visitors_browser_acknowledges_what_is_theirs_and_no_more(workspace):
    with in_workspace(workspace.id):
        here = chat(workspace)
        mine, theirs = came(here, "s1"), came(here, "s2")
        first, second, other = answer(mine), answer(mine), answer(theirs)
        assert actions.acknowledge(visitor=mine.identity, delivered=second.pk, read=first.pk) == 2
        states = dict(Delivery.objects.values_list("message_id", "state"))
        assert states == {first.pk: "read", second.pk: "delivered", other.pk: "sent"}
        assert actions.acknowledge(visitor=mine.identity, read=other.pk) == 0


def test_a_visitor_is_told_once_that_they_were_read(workspace, signals):
    with in_workspace(workspace.id):
        message = came(chat(workspace), "s1")
        for _ in range(2):
            seen_by_member(conversation_id=message.conversation_id, upto=message.pk)
        assert [one.kind for one in signals if one.topic == "visitor:s1"].count("receipt") == 1
