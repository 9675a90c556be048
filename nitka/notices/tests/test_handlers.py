"""What happens becomes notices of those it concerns, and of nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from nitka.accounts.actions import create_team
from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.actions.read import read
from nitka.conversations.actions.wake import wake_due
from nitka.conversations.events import DeliveriesChanged, Mentioned
from nitka.conversations.models import Conversation, Delivery, Follower
from nitka.conversations.queries import way_to
from nitka.conversations.tests import desk as desks
from nitka.conversations.tests.desk import Desk, open_desk
from nitka.feedback.actions.rate import rate
from nitka.feedback.models import Task
from nitka.feedback.tests.factories import asked
from nitka.kit import clock, events
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices.models import Notice, Todo
from nitka.notices.tests.working import kinds, make, rows, sweep
from nitka.realtime.actions import beat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def write(desk: Desk, *of) -> Conversation:
    """A visitor writes, and what it tells is told: to nobody while nobody has the conversation."""
    talk = desks.write(desk, *of)
    make()
    return talk


def give(desk: Desk, conversation: Conversation, to: Member, by: Member | None = None) -> None:
    with in_workspace(desk.workspace.pk):
        actions.assign(conversation=conversation, member=to, by=by)


def olga(desk: Desk) -> Member:
    return accounts.member(desk.workspace, name="Ольга Демидова", role="owner")


def test_who_is_given_a_conversation_hears_of_it_and_who_gives_it_does_not(desk):
    boss, talk = olga(desk), write(desk)
    make()
    give(desk, talk, desk.member, by=boss)
    make()
    assert kinds(desk.member) == [("assigned", 1)]
    assert kinds(boss) == []


def test_taking_a_conversation_oneself_is_no_news(desk):
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=talk, member=desk.member)
    make()
    assert kinds(desk.member) == []


def test_messages_in_ones_conversation_are_counted_in_one_notice_until_it_is_read(desk):
    talk = write(desk)
    give(desk, talk, desk.member, by=desk.member)
    write(desk, "s1", "one", "two")
    write(desk, "s1", "three")
    make()
    assert kinds(desk.member) == [("replied", 3)]
    with in_workspace(desk.workspace.pk):
        read(conversation=talk, member=desk.member)
    assert [row.seen_at is None for row in rows(desk.member)] == [False]
    write(desk, "s1", "four")
    make()
    assert kinds(desk.member) == [("replied", 1), ("replied", 3)]


def test_what_routing_gives_is_told_as_given_and_not_as_an_answer(desk):
    with in_workspace(desk.workspace.pk):
        beat(member_id=desk.member.pk)
    write(desk, "s1", "one", "two")
    make()
    assert kinds(desk.member) == [("assigned", 1)]


def test_who_has_it_before_them_is_not_told(desk):
    talk = write(desk)
    give(desk, talk, desk.member, by=desk.member)
    with in_workspace(desk.workspace.pk):
        beat(member_id=desk.member.pk, conversation_id=talk.pk)
    write(desk, "s1", "again")
    make()
    assert kinds(desk.member) == []


def test_a_page_closed_a_minute_ago_is_no_looking(desk):
    talk = write(desk)
    give(desk, talk, desk.member, by=desk.member)
    with in_workspace(desk.workspace.pk), clock.travel(clock.now() - timedelta(minutes=1)):
        beat(member_id=desk.member.pk, conversation_id=talk.pk)
    write(desk, "s1", "again")
    make()
    assert kinds(desk.member) == [("replied", 1)]


def test_who_is_mentioned_hears_at_once_and_follows_from_then_on(desk):
    boss, talk = olga(desk), write(desk)
    with in_workspace(desk.workspace.pk):
        events.publish(Mentioned(talk.pk, uuid4(), [desk.member.pk, boss.pk], boss.pk))
        Follower.objects.create(conversation_id=talk.pk, member_id=desk.member.pk)
    assert kinds(desk.member) == [("mentioned", 1)]
    write(desk, "s1", "again")
    assert sorted(kinds(desk.member)) == [("mentioned", 1), ("replied", 1)]
    assert kinds(boss) == []


def test_a_team_hears_of_what_is_given_to_it(desk):
    other, boss, talk = accounts.member(desk.workspace), olga(desk), write(desk)
    with in_workspace(desk.workspace.pk):
        team = create_team(name="Смена", member_ids=[desk.member.pk, boss.pk])
        actions.assign(conversation=talk, member=None, team=team, by=boss)
    make()
    assert kinds(desk.member) == [("team", 1)]
    assert kinds(boss) == kinds(other) == []


def test_what_was_put_aside_is_told_when_its_moment_comes(desk):
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        actions.snooze(conversation=talk, until=clock.now() + timedelta(hours=1), by=desk.member)
    with clock.travel(clock.now() + timedelta(hours=2)):
        with as_role("worker"):
            wake_due()
        make()
    assert kinds(desk.member) == [("woken", 1)]


def test_an_answer_that_is_parked_is_told_to_who_wrote_it(desk):
    talk = write(desk)
    with in_workspace(desk.workspace.pk):
        message = actions.reply(
            conversation=talk, text="Едет", to=actions.Destination(*way_to(talk)), author=desk.member
        )
        events.publish(DeliveriesChanged([message.pk]))
        assert not Todo.objects.filter(source="parked").exists()
        Delivery.objects.filter(message_id=message.pk).update(state="failed")
        events.publish(DeliveriesChanged([message.pk]))
    make()
    assert ("failed", 1) in kinds(desk.member)


def test_an_unhappy_customer_is_told_to_who_answered_with_the_task_that_follows(desk):
    request = asked(desk.workspace, desk.channel, desk.member)
    with in_workspace(desk.workspace.pk):
        rate(request_id=request.pk, score=1, comment="Плохо")
    make()
    assert {("rated", 1), ("task", 1)} <= set(kinds(desk.member))


def test_a_task_is_told_as_overdue_once(desk):
    request = asked(desk.workspace, desk.channel, desk.member)
    with in_workspace(desk.workspace.pk):
        rate(request_id=request.pk, score=1)
        Task.objects.update(due_at=clock.now() + timedelta(minutes=5))
    sweep()
    with clock.travel(clock.now() + timedelta(minutes=10)):
        sweep()
        sweep()
    assert kinds(desk.member) == [("late", 1)]


def test_the_same_thing_told_twice_is_told_once(desk):
    boss, talk = olga(desk), write(desk)
    give(desk, talk, desk.member, by=boss)
    with in_workspace(desk.workspace.pk):
        (again,) = Todo.objects.filter(source="assigned").values_list("ids", flat=True)
    make()
    with in_workspace(desk.workspace.pk):
        Todo.objects.create(source="assigned", ids=again)
    make()
    assert kinds(desk.member) == [("assigned", 1)]


def test_a_thing_that_cannot_be_told_waits_and_keeps_nobody(desk):
    boss, talk = olga(desk), write(desk)
    with in_workspace(desk.workspace.pk):
        Todo.objects.create(source="assigned", ids=["no id"])
    give(desk, talk, desk.member, by=boss)
    make()
    assert kinds(desk.member) == [("assigned", 1)]
    with in_workspace(desk.workspace.pk):
        left = Todo.objects.get()
    assert (left.tries, left.next_at > clock.now()) == (1, True)


def test_what_waits_becomes_notices_of_its_own_workspace_only(desk):
    other = open_desk()
    for one in (desk, other):
        talk = write(one)
        give(one, talk, one.member, by=olga(one))
    make()
    assert kinds(desk.member) == kinds(other.member) == [("assigned", 1)]
    with in_workspace(desk.workspace.pk):
        assert set(Notice.objects.values_list("workspace_id", flat=True)) == {desk.workspace.pk}


def test_who_has_left_hears_of_nothing(desk):
    talk = write(desk)
    give(desk, talk, desk.member, by=olga(desk))
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
    make()
    assert rows(desk.member) == []


def test_a_notice_for_an_unknown_object_is_not_shown(desk):
    with in_workspace(desk.workspace.pk):
        Notice.objects.create(member_id=desk.member.pk, kind="assigned", about_id=uuid4(), cause_id=uuid4())
    assert kinds(desk.member) == []
