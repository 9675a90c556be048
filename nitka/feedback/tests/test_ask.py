from datetime import timedelta

import pytest

from nitka.conversations import actions as conversations
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.feedback import actions
from nitka.feedback.models import RatingRequest
from nitka.feedback.tests.factories import asked, closed, signals, talked
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_closed_conversation_asks_in_the_chat(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    assert (request.scale, request.member_id, request.channel_id) == ("csat", vera.pk, channel.pk)
    (signal,) = signals("rating")
    assert signal.topic == "visitor:s1"
    assert signal.data["id"] == str(request.pk)
    assert signal.data["url"].startswith("/rate/")
    with in_workspace(workspace.id):
        assert Moment.objects.get(kind="rating.asked").data["request"] == str(request.pk)


def test_nobody_is_asked_where_no_person_answered(workspace, channel, vera):
    arrive(said(channel, "s1"))
    digest_all()
    with in_workspace(workspace.id):
        conversation = Conversation.objects.get()
    assert closed(conversation, vera) is None


def test_a_customer_rests_between_questions(workspace, channel, vera):
    asked(workspace, channel, vera)
    again = talked(channel, "s1", vera)
    with in_workspace(workspace.id):
        conversations.close(conversation=again, by=vera)
        assert RatingRequest.objects.count() == 1
    with clock.travel(clock.now() + timedelta(days=8)):
        later = talked(channel, "s1", vera)
        assert closed(later, vera) is not None


def test_a_switched_off_channel_does_not_ask(workspace, channel, vera):
    with in_workspace(workspace.id):
        actions.set_rule(channel_id=channel.pk, is_on=False)
    assert closed(talked(channel, "s1", vera), vera) is None


def test_the_channels_rule_sets_scale_and_reasons(workspace, channel, vera):
    with in_workspace(workspace.id):
        actions.set_rule(channel_id=channel.pk, scale="nps", factors=["speed", "price", "nonsense"], open_days=3)
    request = asked(workspace, channel, vera)
    assert (request.scale, request.factors) == ("nps", ["speed", "price"])
    assert request.closes_at - request.asked_at == timedelta(days=3)


def test_who_wants_no_questions_gets_none(workspace, channel, vera):
    request = asked(workspace, channel, vera)
    with in_workspace(workspace.id):
        actions.stop_asking(request_id=request.pk)
    with clock.travel(clock.now() + timedelta(days=30)):
        conversation = talked(channel, "s1", vera)
        with in_workspace(workspace.id):
            conversations.close(conversation=conversation, by=vera)
            assert RatingRequest.objects.count() == 1


def test_what_happened_on_the_way_is_kept_as_facts(workspace, channel, vera):
    slow = asked(workspace, channel, vera, after=timedelta(minutes=11))
    assert slow.facts == ["waited"]
    assert asked(workspace, channel, vera, session="s2").facts == []


def test_asking_about_many_takes_as_many_statements_as_about_few(workspace, channel, vera, django_assert_num_queries):
    talks = [talked(channel, f"s{n}", vera) for n in range(4)]
    with in_workspace(workspace.id):
        Conversation.objects.update(status="closed")
        with django_assert_num_queries(6) as counted:
            assert len(actions.ask(conversation_ids=[talks[0].pk])) == 1
        with django_assert_num_queries(len(counted)):
            assert len(actions.ask(conversation_ids=[t.pk for t in talks])) == 3
