from datetime import timedelta

import pytest

from nitka.channels.contract import Reply
from nitka.channels.queries import infos
from nitka.conversations import actions as conversations
from nitka.conversations.actions.outbound import outbound
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation, Delivery, Message
from nitka.conversations.tests.factories import arrive, digest_all, mail, said
from nitka.conversations.tests.threads import back, came, thread_of
from nitka.customers.actions import Word, note_consents
from nitka.customers.models import Customer, Identity
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


def test_closing_again_asks_no_second_time_while_the_first_question_is_open(workspace, channel, vera):
    with in_workspace(workspace.id):
        actions.set_rule(channel_id=channel.pk, rest_days=0)
    conversation = talked(channel, "s1", vera)
    first = closed(conversation, vera)
    with in_workspace(workspace.id):
        conversations.reopen(conversation=conversation, by=vera)
    assert closed(conversation, vera) == first
    with in_workspace(workspace.id):
        actions.rate(request_id=first.pk, score=5)
        conversations.reopen(conversation=conversation, by=vera)
    assert closed(conversation, vera) != first


def test_the_customer_is_asked_and_not_who_else_wrote_into_the_thread(workspace, vera):
    letters = mail(workspace)
    with in_workspace(workspace.id):
        first = came(letters)
        conversation = thread_of(first)
        ours = conversations.reply(conversation=conversation, text="Едет", to=back(first), author=vera)
        assert came(letters, "boris@example.org", reply=Reply(ours=[ours.pk])).conversation_id == conversation.pk
    assert closed(conversation, vera).identity_id == first.identity_id


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
        with django_assert_num_queries(9) as counted:
            assert len(actions.ask(conversation_ids=[talks[0].pk])) == 1
        with django_assert_num_queries(len(counted)):
            assert len(actions.ask(conversation_ids=[t.pk for t in talks])) == 3


def test_a_letter_is_asked_by_a_letter_with_its_links(workspace, vera):
    post = mail(workspace)
    with in_workspace(workspace.id):
        customer = Customer.objects.create(name="Анна")
        anna = Identity.objects.create(customer=customer, kind="email", value="anna@example.org", status="verified")
        talk = Conversation.objects.create(number=1, identity=anna, channel=post)
        about = {"conversation": talk, "identity": anna, "channel": post}
        Message.objects.create(**about, direction="in", text="Датчик молчит")
        conversations.reply(conversation=talk, text="Меняем", to=destination_of(anna.pk, post.pk), author=vera)
    request = closed(talk, vera)
    with in_workspace(workspace.id):
        letter = Delivery.objects.select_related("message").latest("created_at")
        assert (letter.state, letter.message.auto, letter.message.meta) == (
            "waiting",
            True,
            {"rating": str(request.pk), "purpose": "surveys", "follows": True},
        )
        links = outbound([letter], infos())[letter.pk].rating.links
        assert [link.url[-4:] for link in links] == ["?s=1", "?s=2", "?s=3", "?s=4", "?s=5"]
        assert Conversation.objects.get().status == "closed"


def test_who_withdrew_their_consent_to_surveys_is_not_asked(workspace, channel, vera):
    conversation = talked(channel, "s1", vera)
    with in_workspace(workspace.id):
        note_consents([Word(conversation.identity_id, "surveys", "withdrawn", "call")])
    assert closed(conversation, vera) is None
