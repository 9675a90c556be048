"""Answers that wait: nobody outside sees them before their moment."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.channels.contract import File
from nitka.conversations import actions, queries
from nitka.conversations.actions.wake import send_all_due
from nitka.conversations.models import Conversation, Delivery, Draft, Habits, Message, Pending
from nitka.conversations.tests.factories import chat, mail
from nitka.conversations.tests.threads import back, came, thread_of
from nitka.kit import blobs, clock
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def vera():
    return accounts.member(accounts.workspace())


@pytest.fixture
def inside(vera):
    with in_workspace(vera.workspace_id):
        yield vera.workspace_id


def write(vera, message: Message, text="Едет", **fields) -> Message | Pending:
    return actions.send(conversation=thread_of(message), text=text, to=back(message), author=vera, **fields)


def habits(vera, letters=5, chats=0) -> None:
    Habits.objects.create(member_id=vera.pk, undo_letters=letters, undo_chats=chats)


def pass_time(workspace_id, by=HOUR) -> int:
    with clock.travel(clock.now() + by + timedelta(seconds=1)), as_role("worker"):
        return send_all_due()


def in_chat(vera, **fields) -> Pending:
    with in_workspace(vera.workspace_id):
        habits(vera, chats=10)
        return write(vera, came(chat(_workspace(vera)), "s1"), **fields)


def _workspace(member):
    from nitka.accounts.models import Workspace

    return Workspace.objects.get(pk=member.workspace_id)


def test_a_letter_waits_five_seconds_and_a_chat_goes_at_once_unless_told_otherwise(vera, inside):
    letter = write(vera, came(mail(_workspace(vera))))
    assert isinstance(letter, Pending)
    assert letter.send_at - letter.at == timedelta(seconds=5)
    assert isinstance(write(vera, came(chat(_workspace(vera)), "s1")), Message)


def test_a_visitor_sees_nothing_before_its_moment_and_the_answer_after(vera):
    row = in_chat(vera)
    with in_workspace(vera.workspace_id):
        assert [message.direction for message in queries.for_visitor("s1")] == ["in"]
        assert Message.objects.count() == 1
        assert not Delivery.objects.exists()
    assert pass_time(vera.workspace_id, timedelta(seconds=5)) == 0
    assert pass_time(vera.workspace_id, timedelta(seconds=10)) == 1
    assert pass_time(vera.workspace_id, HOUR) == 0
    with in_workspace(vera.workspace_id):
        sent = Message.objects.get(direction="out")
        assert (sent.text, sent.author_id) == ("Едет", vera.pk)
        row.refresh_from_db()
        assert (row.state, row.message_id, row.text) == ("sent", sent.pk, None)


def test_what_is_undone_is_a_draft_again_with_its_files_and_never_goes_out(vera):
    with in_workspace(vera.workspace_id):
        key = blobs.store(require_workspace(), b"receipt")
    row = in_chat(vera, files=[File("чек.txt", "text/plain", 7, sha256=key)])
    with in_workspace(vera.workspace_id):
        actions.save_draft(conversation=Conversation.objects.get(), member=vera, known=0, text="ещё")
        draft = actions.cancel(pending=row, by=vera)
        assert draft is not None
        assert (draft.text, [file["name"] for file in draft.files]) == ("Едет\n\nещё", ["чек.txt"])
        assert actions.cancel(pending=row, by=vera) is None
    assert pass_time(vera.workspace_id) == 0
    with in_workspace(vera.workspace_id):
        assert not Message.objects.filter(direction="out").exists()


def test_what_has_gone_out_cannot_be_undone(vera):
    row = in_chat(vera)
    pass_time(vera.workspace_id)
    with in_workspace(vera.workspace_id):
        assert actions.cancel(pending=row, by=vera) is None
        assert not Draft.objects.filter(text="Едет").exists()
        assert not actions.reschedule(pending=row, at=clock.now() + HOUR)


def test_a_scheduled_answer_is_asked_about_when_the_customer_wrote_meanwhile(vera):
    row = in_chat(vera, at=clock.now() + HOUR)
    with in_workspace(vera.workspace_id):
        came(row.channel, "s1", "Уже не надо")
    assert pass_time(vera.workspace_id) == 1
    with in_workspace(vera.workspace_id):
        row.refresh_from_db()
        assert row.state == "asked"
        assert not Message.objects.filter(direction="out").exists()
        assert actions.send_now(pending=row)
        assert Message.objects.get(direction="out").text == "Едет"


def test_one_that_was_moved_knows_what_was_written_before(vera):
    row = in_chat(vera, at=clock.now() + HOUR)
    with in_workspace(vera.workspace_id):
        came(row.channel, "s1", "Когда?")
        assert actions.reschedule(pending=row, at=clock.now() + HOUR / 2)
    assert pass_time(vera.workspace_id) == 1
    with in_workspace(vera.workspace_id):
        assert Message.objects.filter(direction="out").exists()


def test_a_note_and_an_automatic_letter_stop_nothing(vera):
    row = in_chat(vera, at=clock.now() + HOUR)
    with in_workspace(vera.workspace_id):
        actions.note(conversation=Conversation.objects.get(), text="ок", author=vera)
        came(row.channel, "s1", "Я в отпуске", auto=True)
    pass_time(vera.workspace_id)
    with in_workspace(vera.workspace_id):
        row.refresh_from_db()
        assert row.state == "sent"


def test_one_that_a_long_outage_made_late_is_asked_about(vera):
    row = in_chat(vera, at=clock.now() + HOUR)
    pass_time(vera.workspace_id, 3 * HOUR)
    with in_workspace(vera.workspace_id):
        row.refresh_from_db()
        assert row.state == "asked"


def test_a_channel_that_was_switched_off_fails_it_where_it_is_seen(vera):
    row = in_chat(vera, at=clock.now() + HOUR)
    with in_workspace(vera.workspace_id):
        type(row.channel).objects.update(is_active=False)
    pass_time(vera.workspace_id)
    with in_workspace(vera.workspace_id):
        row.refresh_from_db()
        assert (row.state, row.reason, row.text) == ("failed", "channel_off", "Едет")


def test_send_and_close_closes_when_it_has_gone_out(vera):
    in_chat(vera, then="close")
    with in_workspace(vera.workspace_id):
        assert Conversation.objects.get().status == "open"
    pass_time(vera.workspace_id)
    with in_workspace(vera.workspace_id):
        assert Conversation.objects.get().status == "closed"


def test_an_empty_answer_is_refused_before_it_waits(vera):
    with pytest.raises(actions.Empty):
        in_chat(vera, text="  ")
