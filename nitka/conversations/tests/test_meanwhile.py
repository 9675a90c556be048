"""Two answers at once: the second sees the first before it is sent, and loses nothing."""

import re
import threading

import pytest
from django.db import connections, transaction

from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.models import Habits, Message
from nitka.conversations.tests.desk import Desk, open_desk, signed_in, write
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import actions as realtime

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = re.compile(r'name="seen" value="([^"]+)"')


def colleague(desk: Desk, name: str = "Ilya Rudenko") -> Desk:
    member = accounts.member(desk.workspace, name=name)
    return Desk(desk.workspace, member, signed_in(member), desk.channel)


def seen_by(desk: Desk, number: int) -> str:
    return SEEN.search(desk.get(f"{number}/").content.decode())[1]


def answers(desk: Desk) -> list[str]:
    with in_workspace(desk.workspace.pk):
        return list(Message.objects.filter(direction="out").order_by("position").values_list("text", flat=True))


def reply(desk: Desk, number: int, seen: str, text: str, parts: str | None = None):
    return desk.post(f"{number}/replies/", {"text": text, "seen": seen}, parts=parts or f"talk meanwhile-{number}")


def test_the_second_of_two_answers_is_not_sent_but_shown_what_came_in_between():
    desk = open_desk()
    number = write(desk).number
    other, seen = colleague(desk), seen_by(desk, number)
    assert reply(other, number, seen, "Already on its way").status_code == 200
    answer = reply(desk, number, seen, "On its way")
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Ilya answered while you were writing" in said
    assert "Already on its way" in said
    assert "Send all the same" in said
    assert "Go on editing" in said
    assert answers(desk) == ["Already on its way"]


def test_send_all_the_same_goes_out_unless_something_newer_came():
    desk = open_desk()
    number = write(desk).number
    seen = seen_by(desk, number)
    reply(colleague(desk), number, seen, "First")
    shown = SEEN.search(reply(desk, number, seen, "Second").content.decode())[1]
    assert reply(desk, number, shown, "Second").status_code == 200
    assert answers(desk) == ["First", "Second"]


def test_what_the_customer_wrote_meanwhile_stops_nothing_and_is_shown_beside_a_colleagues_answer():
    desk = open_desk()
    number = write(desk).number
    seen = seen_by(desk, number)
    write(desk, "s1", "Never mind, found it")
    assert reply(desk, number, seen, "Let me look").status_code == 200
    answer = reply(colleague(desk), number, seen, "And I")
    assert answer.status_code == 422
    assert "Never mind, found it" in answer.content.decode()


def test_ones_own_answers_notes_and_what_was_seen_stop_nothing():
    desk = open_desk()
    number = write(desk).number
    seen = seen_by(desk, number)
    assert reply(desk, number, seen, "One").status_code == 200
    colleague(desk).post(f"{number}/notes/", {"text": "Careful"})
    assert reply(desk, number, seen, "Two").status_code == 200
    assert reply(desk, number, "nonsense", "Three").status_code == 200
    assert answers(desk) == ["One", "Two", "Three"]


def test_without_scripts_the_page_keeps_what_was_written():
    desk = open_desk()
    number = write(desk).number
    seen = seen_by(desk, number)
    reply(colleague(desk), number, seen, "First")
    page = desk.client.post(desk.url(f"{number}/replies/"), {"text": "My long answer", "seen": seen})
    assert page.status_code == 422
    assert "My long answer</textarea>" in page.content.decode()


def test_an_answer_of_a_colleague_that_can_still_be_undone_stops_another():
    desk = open_desk()
    conversation = write(desk)
    seen, other = seen_by(desk, conversation.number), accounts.member(desk.workspace, name="Vera Sol")
    with in_workspace(desk.workspace.pk):
        Habits.objects.create(member_id=other.pk, undo_chats=10)
        to = actions.Destination(desk.channel, conversation.identity)
        actions.send(conversation=conversation, text="In ten seconds", to=to, author=other)
    answer = reply(desk, conversation.number, seen, "Me too")
    assert answer.status_code == 422
    assert "Vera answered while you were writing" in answer.content.decode()


def test_of_two_answers_at_the_same_moment_exactly_one_is_sent():
    desk = open_desk()
    conversation = write(desk)
    seen, other = seen_by(desk, conversation.number), accounts.member(desk.workspace)
    both, sent, stopped = threading.Barrier(2), [], []

    def answer(member):
        try:
            with in_workspace(desk.workspace.pk), transaction.atomic():
                both.wait()
                actions.stop_if_unseen(conversation=conversation, member=member, seen=seen)
                to = actions.Destination(desk.channel, conversation.identity)
                sent.append(actions.reply(conversation=conversation, text="x", to=to, author=member))
        except actions.Meanwhile as found:
            stopped.append(found)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer, args=[member]) for member in (desk.member, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sent), len(stopped)) == (1, 1)
    assert len(answers(desk)) == 1


def test_colleagues_hear_who_writes_and_the_visitor_only_of_answers(monkeypatch):
    whispered = []

    def hear(channel: str, payload: str) -> None:
        if channel == realtime.WHISPERS:
            whispered.append(payload)

    monkeypatch.setattr(realtime, "_notify", hear)
    desk = open_desk()
    conversation = write(desk)
    desk.post(f"{conversation.number}/typing/")
    assert [f"conversation:{conversation.pk}" in w or "visitor:s1" in w for w in whispered] == [True, True]
    whispered.clear()
    desk.post(f"{conversation.number}/typing/", {"note": "1"})
    assert len(whispered) == 1
    assert '"note"' in whispered[0]
    assert f"conversation:{conversation.pk}" in whispered[0]
