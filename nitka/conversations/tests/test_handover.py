"""A conversation changes hands, or its customer comes back: whoever has it gets a card of facts."""

import pytest

from nitka.accounts.models import Team
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.handover.facts import Facts
from nitka.conversations.models import Assignment, Conversation, Delivery
from nitka.conversations.tests.desk import Desk, open_desk, queries, signed_in, write
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def colleague(desk: Desk, name: str = "Vera Sol") -> Desk:
    member = accounts.member(desk.workspace, name=name)
    return Desk(desk.workspace, member, signed_in(member), desk.channel)


def answer(desk: Desk, conversation: Conversation, text: str) -> None:
    with in_workspace(desk.workspace.pk):
        to = actions.Destination(desk.channel, conversation.identity)
        actions.reply(conversation=conversation, text=text, to=to, author=desk.member)


def cards(desk: Desk, conversation: Conversation) -> list[Facts]:
    with in_workspace(desk.workspace.pk):
        rows = Assignment.objects.filter(conversation_id=conversation.pk, detail__has_key="card").order_by("at")
        return [Facts.read(row.detail["card"]) for row in rows]


def test_whoever_gets_it_sees_what_was_asked_answered_and_named_as_a_date():
    desk = open_desk()
    conversation = write(desk, "s1", "Where is my sofa?", "Order 20114")
    answer(desk, conversation, "It arrives tomorrow 18:00.")
    write(desk, "s1", "Are you sure?")
    other = colleague(desk)
    given = {"member": str(other.member.pk), "words": "Be gentle"}
    assert desk.post(f"{conversation.number}/assignment/", given).status_code == 200
    (facts,) = cards(desk, conversation)
    assert (facts.wrote, facts.answered, facts.words) == (3, 1, "Be gentle")
    assert facts.first.text == "Where is my sofa?"
    assert [row.text for row in facts.promises] == ["It arrives tomorrow 18:00."]
    assert facts.questions == ("Are you sure?",)
    assert facts.waiting_since
    page = other.get(f"{conversation.number}/").content.decode()
    assert "Be gentle" in page
    assert 'class="handover"' in page
    assert page.count("<details class=\"handover\"") == page.count(" open><summary>") == 1


def test_the_card_stays_true_to_its_moment():
    desk = open_desk()
    conversation = write(desk)
    desk.post(f"{conversation.number}/assignment/", {"member": str(colleague(desk).member.pk)})
    before = cards(desk, conversation)
    answer(desk, conversation, "Later words")
    assert cards(desk, conversation) == before
    assert before[0].answered == 0


def test_taking_answering_and_putting_back_make_no_card():
    desk = open_desk()
    conversation = write(desk)
    for chosen in ("me", ""):
        desk.post(f"{conversation.number}/assignment/", {"member": chosen})
    answer(desk, conversation, "Hello")
    assert cards(desk, conversation) == []


def test_a_team_gets_it_with_a_card():
    desk = open_desk()
    conversation = write(desk)
    with in_workspace(desk.workspace.pk):
        team = Team.objects.create(name="Delivery")
    answer = desk.post(f"{conversation.number}/assignment/", {"team": str(team.pk)}).content.decode()
    assert "Delivery" in answer
    with in_workspace(desk.workspace.pk):
        row = Conversation.objects.get()
        assert (row.team_id, row.assignee_id) == (team.pk, None)
    assert len(cards(desk, conversation)) == 1
    assert desk.post(f"{conversation.number}/assignment/", {"team": str(desk.member.pk)}).status_code == 404


def test_a_customer_who_comes_back_brings_the_card_of_what_was():
    desk = open_desk()
    conversation = write(desk, "s1", "Where is it?")
    answer(desk, conversation, "By tomorrow 18:00")
    desk.post(f"{conversation.number}/closure/")
    arrive(said(desk.channel, "s1", "It did not come"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        back = Conversation.objects.order_by("-number").first()
    (facts,) = cards(desk, back)
    assert facts.first.text == "It did not come"
    assert [row.text for row in facts.promises] == ["By tomorrow 18:00"]
    assert facts.told_in == (conversation.number if back.pk != conversation.pk else None)
    assert "The customer is back" in desk.get(f"{back.number}/").content.decode()


def test_what_did_not_go_out_is_on_the_card():
    desk = open_desk()
    conversation = write(desk)
    answer(desk, conversation, "Lost")
    with in_workspace(desk.workspace.pk):
        Delivery.objects.update(state="failed")
    desk.post(f"{conversation.number}/assignment/", {"member": str(colleague(desk).member.pk)})
    assert cards(desk, conversation)[0].failed == 1


def test_many_are_handed_on_in_as_many_statements_as_one():
    desk = open_desk()
    rows = [write(desk, f"s{n}") for n in range(4)]
    other = accounts.member(desk.workspace)
    with in_workspace(desk.workspace.pk):
        one = queries(lambda: actions.assign_many(conversations=rows[:1], member=other, by=desk.member))
        three = queries(lambda: actions.assign_many(conversations=rows[1:], member=other, by=desk.member))
    assert len(one) == len(three)


def test_a_card_is_no_longer_open_once_its_reader_has_answered():
    desk = open_desk()
    conversation = write(desk)
    other = colleague(desk)
    desk.post(f"{conversation.number}/assignment/", {"member": str(other.member.pk)})
    assert " open><summary>" in other.get(f"{conversation.number}/").content.decode()
    assert " open><summary>" not in desk.get(f"{conversation.number}/").content.decode()
    other.post(f"{conversation.number}/replies/", {"text": "I have it"})
    assert " open><summary>" not in other.get(f"{conversation.number}/").content.decode()
