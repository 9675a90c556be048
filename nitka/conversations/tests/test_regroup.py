"""Merge and split: nothing is lost, the old number leads on, undoing puts it back; also when two do it at once."""

import threading

import pytest
from django.db import connections

from nitka.conversations import actions
from nitka.conversations.actions.regroup import CannotRegroup
from nitka.conversations.models import Conversation, Draft, Follower, Label, Labelling, Message, Regrouping
from nitka.conversations.tests.desk import Desk, open_desk, path_of, write
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
SHOWN = ("number", "status", "subject", "preview", "preview_by", "last_at", "waiting_since", "answered_at", "closed_at",
         "channel_id", "assignee_id", "team_id", "merged_into_id")  # fmt: skip


def two(desk: Desk) -> tuple[Conversation, Conversation]:
    """Two open conversations of one customer, the first answered."""
    first = write(desk, "s1", "Where is my sofa?", "Order 20114")
    with in_workspace(desk.workspace.pk):
        to = actions.Destination(desk.channel, first.identity)
        actions.reply(conversation=first, text="On its way", to=to, author=desk.member)
        actions.close(conversation=first, by=desk.member)
    arrive(said(desk.channel, "s1", "And the chair?"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        return tuple(Conversation.objects.order_by("number"))  # type: ignore[return-value]


def state() -> list[tuple]:
    return list(Conversation.objects.order_by("number").values_list(*SHOWN))


def texts(conversation: Conversation) -> list[str]:
    found = Message.objects.filter(conversation_id=conversation.pk).order_by("position")
    return list(found.values_list("text", flat=True))


def merged(desk: Desk) -> tuple[Conversation, Conversation, Regrouping]:
    first, second = two(desk)
    with in_workspace(desk.workspace.pk):
        done = actions.merge(into=second, source=first, by=desk.member)
    return first, second, done


def test_what_was_written_in_both_stands_in_one_in_order():
    desk = open_desk()
    _, into, _ = merged(desk)
    with in_workspace(desk.workspace.pk):
        assert texts(into) == ["Where is my sofa?", "Order 20114", "On its way", "And the chair?"]
        now = Conversation.objects.get(pk=into.pk)
        assert (now.status, now.preview, now.waiting_since) == ("open", "And the chair?", into.waiting_since)


def begun(desk: Desk, conversation: Conversation, text: str, **how) -> None:
    with in_workspace(desk.workspace.pk):
        actions.save_draft(conversation=conversation, member=desk.member, known=0, text=text, **how)


def test_what_was_begun_in_both_is_kept_one_below_the_other():
    desk = open_desk()
    source, into = two(desk)
    begun(desk, source, "The sofa comes on Monday", files=[{"name": "a.pdf"}], to="chat:1")
    begun(desk, into, "The chair, too")
    with in_workspace(desk.workspace.pk):
        before = {row.conversation_id: row.version for row in Draft.objects.all()}
        actions.merge(into=into, source=source, by=desk.member)
        kept, left = Draft.objects.get(conversation_id=into.pk), Draft.objects.get(conversation_id=source.pk)
    assert (kept.text, kept.is_note) == ("The chair, too\n\nThe sofa comes on Monday", False)
    assert (kept.files, kept.to) == ([{"name": "a.pdf"}], "chat:1")
    assert (left.text, left.files) == (None, [])
    assert kept.version > before[into.pk]  # a tab that knows the older one is told
    assert left.version > before[source.pk]


def test_a_draft_of_one_alone_goes_along_also_where_the_other_was_emptied():
    desk = open_desk()
    source, into = two(desk)
    begun(desk, into, "Sent long ago")
    with in_workspace(desk.workspace.pk):
        actions.clear_draft(conversation_id=into.pk, member=desk.member)
    begun(desk, source, "The sofa comes on Monday")
    with in_workspace(desk.workspace.pk):
        actions.merge(into=into, source=source, by=desk.member)
        assert Draft.objects.get(conversation_id=into.pk).text == "The sofa comes on Monday"


def test_a_begun_note_never_becomes_part_of_an_answer():
    desk = open_desk()
    source, into = two(desk)
    begun(desk, source, "He shouted at me on the phone", is_note=True)
    begun(desk, into, "The chair, too")
    with in_workspace(desk.workspace.pk):
        actions.merge(into=into, source=source, by=desk.member)
        assert Draft.objects.get(conversation_id=into.pk).is_note


def test_undoing_puts_everything_back():
    desk = open_desk()
    first, second = two(desk)
    with in_workspace(desk.workspace.pk):
        label = Label.objects.create(name="Sofa")
        actions.change_pairs([(first.pk, label.pk)], [], desk.member)
        actions.follow(conversation=first, members=[desk.member], by=desk.member)
        before, was = state(), (texts(first), texts(second))
        done = actions.merge(into=second, source=first, by=desk.member)
        assert state() != before
        actions.undo_regrouping(regrouping=done, by=desk.member)
        actions.undo_regrouping(regrouping=done, by=desk.member)
        assert state() == before
        assert (texts(first), texts(second)) == was
        assert [row.conversation_id for row in Labelling.objects.all()] == [first.pk]
        assert [row.conversation_id for row in Follower.objects.all()] == [first.pk]


def test_the_old_number_leads_to_the_survivor_and_is_in_no_list():
    desk = open_desk()
    first, into, _ = merged(desk)
    page = desk.get(f"{first.number}/")
    assert (page.status_code, path_of(page)) == (302, desk.url(f"{into.number}/"))
    part = desk.get(f"{first.number}/", parts="talk")
    assert part["Nitka-Location"] == desk.url(f"{into.number}/")
    for view in ("all", "closed"):
        assert f'/inbox/{first.number}/' not in desk.get(f"?view={view}").content.decode()


def test_what_the_customer_writes_later_comes_to_the_survivor_and_stays_there_when_it_is_undone():
    desk = open_desk()
    first, into, done = merged(desk)
    arrive(said(desk.channel, "s1", "Hello?"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        assert texts(into)[-1] == "Hello?"
        actions.undo_regrouping(regrouping=done, by=desk.member)
        assert texts(into) == ["And the chair?", "Hello?"]
        assert texts(first) == ["Where is my sofa?", "Order 20114", "On its way"]
        now = Conversation.objects.get(pk=into.pk)
        assert (now.preview, now.waiting_since) == ("Hello?", into.waiting_since)


def test_an_answer_begun_in_what_was_merged_meanwhile_goes_to_the_survivor():
    desk = open_desk()
    first, into, _ = merged(desk)
    assert desk.post(f"{first.number}/replies/", {"text": "Late"}).status_code in (200, 204)
    with in_workspace(desk.workspace.pk):
        assert texts(into)[-1] == "Late"


def test_two_customers_are_never_merged_silently():
    desk = open_desk()
    one, other = write(desk, "s1"), write(desk, "s2", "I am the same")
    answer = desk.post(f"{one.number}/merges/", {"with": other.number})
    assert answer.status_code == 422
    assert "two customers" in answer.content.decode()
    with in_workspace(desk.workspace.pk):
        before = state()
    assert desk.post(f"{one.number}/merges/", {"with": other.number, "customers": "1"}).status_code == 200
    with in_workspace(desk.workspace.pk):
        assert Customer.objects.filter(merged_into_id=None).count() == 1
        key = Regrouping.objects.get().pk
    desk.post(f"{one.number}/regroupings/{key}/undoing/")
    with in_workspace(desk.workspace.pk):
        assert Customer.objects.filter(merged_into_id=None).count() == 2
        assert state() == before


def test_a_merge_of_what_was_merged_on_is_undone_last_first():
    desk = open_desk()
    first, second, done = merged(desk)
    desk.post(f"{second.number}/closure/")
    arrive(said(desk.channel, "s1", "Third"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        third = Conversation.objects.order_by("-number").first()
        on = actions.merge(into=third, source=second, by=desk.member)
        with pytest.raises(CannotRegroup, match="passed_on"):
            actions.undo_regrouping(regrouping=done, by=desk.member)
        actions.undo_regrouping(regrouping=on, by=desk.member)
        actions.undo_regrouping(regrouping=done, by=desk.member)
        assert texts(first) == ["Where is my sofa?", "Order 20114", "On its way"]
        assert texts(third) == ["Third"]


def test_from_a_message_on_it_is_a_conversation_of_its_own_and_back():
    desk = open_desk()
    conversation = write(desk, "s1", "Sofa")
    for text in ("Chair", "Lamp"):
        arrive(said(desk.channel, "s1", text))
        digest_all()
    with in_workspace(desk.workspace.pk):
        before, start = state(), Message.objects.get(text="Chair")
    said_so = desk.post(f"{conversation.number}/splits/", {"from": start.pk})
    assert said_so.status_code == 200
    with in_workspace(desk.workspace.pk):
        made = Conversation.objects.order_by("-number").first()
        assert (texts(conversation), texts(made)) == (["Sofa"], ["Chair", "Lamp"])
        assert (made.status, made.preview, made.subject, made.previous_id) == ("open", "Lamp", "Chair", conversation.pk)
        key = Regrouping.objects.get().pk
    desk.post(f"{conversation.number}/regroupings/{key}/undoing/")
    with in_workspace(desk.workspace.pk):
        assert texts(conversation) == ["Sofa", "Chair", "Lamp"]
        assert state()[:1] == before
    assert path_of(desk.get(f"{made.number}/")) == desk.url(f"{conversation.number}/")
    with in_workspace(desk.workspace.pk):
        first = {"from": str(Message.objects.get(text="Sofa").pk)}
    assert desk.post(f"{conversation.number}/splits/", first).status_code == 422


def at_once(desk: Desk, *runs) -> list[str]:
    """Each in a transaction of its own, at the same moment; what each came to."""
    gate, came = threading.Barrier(len(runs)), []

    def run(one) -> None:
        try:
            gate.wait()
            with in_workspace(desk.workspace.pk):
                one()
            came.append("done")
        except CannotRegroup as problem:
            came.append(problem.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[one]) for one in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def test_of_two_merges_at_once_one_is_done():
    desk = open_desk()
    first, second = two(desk)
    came = at_once(
        desk,
        lambda: actions.merge(into=first, source=second, by=desk.member),
        lambda: actions.merge(into=second, source=first, by=desk.member),
    )
    assert came == ["done", "gone"]
    with in_workspace(desk.workspace.pk):
        assert sorted(Conversation.objects.values_list("status", flat=True)) == ["merged", "open"]
        survivor = Conversation.objects.get(status="open")
        assert len(texts(survivor)) == 4


def test_a_merge_during_an_undo_ends_in_one_of_two_orders():
    desk = open_desk()
    first, second, done = merged(desk)
    arrive(said(desk.channel, "s2", "Somebody else"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        third = Conversation.objects.get(identity__value="s2")
        with pytest.raises(CannotRegroup, match="customers"):
            actions.merge(into=third, source=second, by=desk.member)
    came = at_once(
        desk,
        lambda: actions.undo_regrouping(regrouping=done, by=desk.member),
        lambda: actions.merge(into=third, source=second, by=desk.member, with_customers=True),
    )
    assert came in (["done", "done"], ["done", "passed_on"])
    with in_workspace(desk.workspace.pk):
        assert Message.objects.count() == 5
        undone = Regrouping.objects.get(pk=done.pk).undone_at is not None
        assert len(texts(first)) == (3 if undone else 0)
        assert len(texts(third)) == (2 if undone else 5)


def test_an_undone_twice_at_once_is_undone_once():
    desk = open_desk()
    first, _, done = merged(desk)
    undo = lambda: actions.undo_regrouping(regrouping=done, by=desk.member)  # noqa: E731
    assert at_once(desk, undo, undo) == ["done", "done"]
    with in_workspace(desk.workspace.pk):
        assert len(texts(first)) == 3


def test_the_picker_offers_the_customers_others_and_any_by_its_number():
    desk = open_desk()
    first, second = two(desk)
    other = write(desk, "s2", "Another")
    rows = desk.client.get(desk.url(f"{second.number}/merges/")).json()["rows"]
    assert [(row["number"], row["other"]) for row in rows] == [(first.number, "")]
    rows = desk.client.get(desk.url(f"{second.number}/merges/?q=№ {other.number}")).json()["rows"]
    assert rows[0]["number"] == other.number
    assert rows[0]["other"]
