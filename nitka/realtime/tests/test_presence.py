"""Who is here: a heartbeat that fades."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import actions, queries
from nitka.realtime.models import Presence

pytestmark = pytest.mark.django_db


@dataclass
class Somebody:
    pk: UUID


def test_a_member_is_present_for_a_while_after_a_beat():
    member, other = uuid4(), uuid4()
    with in_workspace(uuid4()):
        actions.beat(member_id=member)
        assert queries.present() == {member}
        assert queries.present([other]) == set()
        with clock.travel(clock.now() + timedelta(minutes=3)):
            assert queries.present() == set()


def test_a_second_beat_moves_the_member_to_another_conversation():
    member, first, second = uuid4(), uuid4(), uuid4()
    with in_workspace(uuid4()):
        actions.beat(member_id=member, conversation_id=first)
        actions.beat(member_id=member, conversation_id=second)
        assert queries.viewers(first) == []
        assert queries.viewers(second) == [member]


def test_another_workspace_sees_nobody():
    with in_workspace(uuid4()):
        actions.beat(member_id=uuid4())
    with in_workspace(uuid4()):
        assert queries.present() == set()


def test_two_windows_of_one_member_look_at_two_conversations_and_neither_moves_the_other():
    member, first, second, third = uuid4(), uuid4(), uuid4(), uuid4()
    with in_workspace(uuid4()):
        actions.beat(member_id=member, conversation_id=first, tab="one")
        actions.beat(member_id=member, conversation_id=second, tab="two")
        found = actions.beat(member_id=member, conversation_id=third, tab="two")
        assert (found.came, found.moved, found.left) == (False, True, second)
        assert [queries.viewers(place) for place in (first, second, third)] == [[member], [], [member]]
        assert queries.present() == {member}


def test_two_windows_before_one_conversation_are_one_viewer():
    member, other, talk = uuid4(), uuid4(), uuid4()
    with in_workspace(uuid4()):
        for who, tab in ((member, "one"), (other, "one"), (member, "two")):
            actions.beat(member_id=who, conversation_id=talk, tab=tab)
        assert queries.viewers(talk) == [member, other]


def test_closing_one_window_leaves_the_other_and_the_member_here():
    member, first, second = Somebody(uuid4()), uuid4(), uuid4()
    with in_workspace(uuid4()):
        actions.beat(member_id=member.pk, conversation_id=first, tab="one")
        actions.beat(member_id=member.pk, conversation_id=second, tab="two")
        actions.leave(member, "one")
        actions.leave(member, "never opened")
        assert (queries.viewers(first), queries.viewers(second)) == ([], [member.pk])
        actions.leave(member, "two")
        assert queries.present() == {member.pk}


def test_windows_that_closed_long_ago_are_swept_when_another_opens():
    member = uuid4()
    with in_workspace(uuid4()):
        for tab in ("one", "two"):
            actions.beat(member_id=member, tab=tab)
        with clock.travel(clock.now() + timedelta(minutes=3)):
            actions.beat(member_id=member, tab="three")
            assert list(Presence.objects.values_list("tab", flat=True)) == ["three"]
