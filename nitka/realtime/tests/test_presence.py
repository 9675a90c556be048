"""Who is here: a heartbeat that fades."""

from datetime import timedelta
from uuid import uuid4

import pytest

from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import actions, queries

pytestmark = pytest.mark.django_db


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
