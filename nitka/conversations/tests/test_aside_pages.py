"""What members do beside the talk, by its doors: put aside, label, several at once, drafts, answers that wait."""

from datetime import timedelta
from html import unescape
from re import DOTALL, search

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions, queries
from nitka.conversations.models import Canned, Conversation, Draft, Habits, Label, Labelling, Macro, Message, Pending
from nitka.conversations.tests.desk import open_desk, signed_in, write
from nitka.conversations.tests.desk import queries as statements
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_desk(role="manager")


def undo_of(answer) -> str:
    found = search(r'data-toast.*?<form method="post" action="([^"]+)"', answer.content.decode(), DOTALL)
    assert found, answer.content.decode()
    return unescape(found[1])


def statuses(desk) -> list[str]:
    with in_workspace(desk.workspace.pk):
        return list(Conversation.objects.order_by("number").values_list("status", flat=True))


def test_words_put_aside_and_the_notice_brings_back(desk):
    number = write(desk).number
    answer = desk.post(f"{number}/snooze/", {"until": "in 2 hours"})
    assert statuses(desk) == ["snoozed"]
    assert f"/inbox/{number}/" in desk.get("?view=snoozed").content.decode()
    assert desk.client.post(undo_of(answer)).status_code == 200
    assert statuses(desk) == ["open"]


@pytest.mark.parametrize("until", ["", "someday", "yesterday", "01.01.2020"])
def test_words_that_are_no_moment_change_nothing_and_say_so(desk, until):
    number = write(desk).number
    answer = desk.post(f"{number}/snooze/", {"until": until})
    assert (answer.status_code, statuses(desk)) == (422, ["open"])


def test_a_moment_is_read_back_while_it_is_typed(desk):
    assert len(desk.get("moments/").json()["moments"]) >= 4
    with clock.travel(clock.now().replace(year=2026, month=11, day=25, hour=9)):
        (row,) = desk.get("moments/?q=fri 10:00").json()["moments"]
    assert row["label"] == "Friday, 27\u00a0November, 10:00"
    assert desk.get("moments/?q=banana").json()["problem"]


@pytest.mark.parametrize(("hour", "offered"), [(9, True), (20, False)])
def test_the_evening_is_offered_while_it_is_still_ahead(desk, hour, offered):
    with clock.travel(clock.now().replace(hour=hour, minute=23)):
        rows = desk.get("moments/").json()["moments"]
    assert any(row["label"] == "This evening" for row in rows) is offered


def test_several_are_closed_given_and_labelled_at_once_and_each_can_be_undone(desk):
    numbers = ",".join(str(write(desk, f"s{n}").number) for n in range(3))
    other = accounts.member(desk.workspace, name="Ilya")
    with in_workspace(desk.workspace.pk):
        label = actions.save_label(label=Label(name="Return"))
        actions.put_labels(conversations=Conversation.objects.filter(number=1), on=[label], by=None)
    done = ({"do": "assign", "member": str(other.pk)}, {"do": "label", "on": str(label.pk)}, {"do": "close"})
    undone = [undo_of(desk.post("bulk/", {"numbers": numbers, **fields}, parts="rows")) for fields in done]
    assert statuses(desk) == ["closed"] * 3
    with in_workspace(desk.workspace.pk):
        assert Labelling.objects.count() == 3
        assert Conversation.objects.filter(assignee_id=other.pk).count() == 3
    for address in reversed(undone):
        assert desk.client.post(address).status_code == 200
    assert statuses(desk) == ["open"] * 3
    with in_workspace(desk.workspace.pk):
        assert Labelling.objects.get().conversation.number == 1  # the one that wore it before
        assert not Conversation.objects.filter(assignee_id=other.pk).exists()


def test_an_undo_is_good_for_who_did_it_only(desk):
    address = undo_of(desk.post(f"{write(desk).number}/snooze/", {"until": "tomorrow"}))
    other = signed_in(accounts.member(desk.workspace, name="Ilya"))
    assert other.post(address).status_code == 422
    assert statuses(desk) == ["snoozed"]


def test_labels_are_made_in_passing_shown_on_rows_and_filter_the_list(desk):
    number, _other = write(desk, "s1").number, write(desk, "s2")
    assert desk.post(f"{number}/labels/", {"new": "  Return  "}).status_code == 200
    desk.post(f"{number}/labels/", {"new": "return"})
    with in_workspace(desk.workspace.pk):
        label = Label.objects.get()
    rows = desk.get(f"?view=all&label={label.pk}", parts="rows").content.decode()
    assert rows.count("<li id=") == 1
    assert '<span class="tag plain">Return</span>' in rows
    desk.post(f"{number}/labels/", {"off": str(label.pk)})
    with in_workspace(desk.workspace.pk):
        assert not Labelling.objects.exists()


def test_the_list_costs_the_same_however_many_labels_and_drafts(desk):
    numbers = [write(desk, f"s{n}").number for n in range(8)]
    few = statements(lambda: desk.get("?view=all"))
    for number in numbers:
        desk.post(f"{number}/labels/", {"new": f"label {number}"})
        desk.post(f"{number}/draft/", {"text": "begun", "known": "0"})
    many = statements(lambda: desk.get("?view=all"))
    assert len(many) == len(few) <= 12
    assert desk.get("?view=all").content.decode().count("Draft</span>") == 8


def test_a_draft_is_on_every_device_and_the_one_that_lags_is_told(desk):
    number = write(desk).number
    first = desk.post(f"{number}/draft/", {"text": "Good", "known": "0"}).json()
    page = desk.get(f"{number}/").content.decode()
    assert 'data-kept="Good"' in page
    desk.post(f"{number}/draft/", {"text": "Good day", "known": str(first["version"])})
    late = desk.post(f"{number}/draft/", {"text": "Hi", "known": str(first["version"])})
    assert (late.status_code, late.json()["text"]) == (409, "Good day")
    desk.post(f"{number}/replies/", {"text": "Good day"})
    with in_workspace(desk.workspace.pk):
        assert Draft.objects.get().text is None


def waiting(desk) -> tuple[int, str]:
    with in_workspace(desk.workspace.pk):
        Habits.objects.create(member_id=desk.member.pk, undo_chats=10)
    number = write(desk).number
    answer = desk.post(f"{number}/replies/", {"text": "On my way"})
    assert "On my way" in answer.content.decode()
    return number, undo_of(answer)


def test_what_can_be_undone_is_seen_by_members_only_and_comes_back_as_a_draft(desk):
    number, address = waiting(desk)
    with in_workspace(desk.workspace.pk):
        assert [message.direction for message in queries.for_visitor("s1")] == ["in"]
    answer = desk.client.post(address, headers={"Nitka-Part": f"talk composer-{number}"})
    assert 'data-kept="On my way"' in answer.content.decode()
    with in_workspace(desk.workspace.pk):
        assert Pending.objects.get().state == "cancelled"
        assert not Message.objects.filter(direction="out").exists()


def test_nobody_else_takes_an_answer_back(desk):
    _number, address = waiting(desk)
    other = signed_in(accounts.member(desk.workspace, name="Ilya"))
    assert other.post(address).status_code == 404


def test_an_answer_for_later_says_when_and_can_be_moved_and_sent_now(desk):
    number = write(desk).number
    answer = desk.post(f"{number}/replies/", {"text": "See you", "at": "in 3 hours", "then": "close"}).content.decode()
    assert "Goes out" in answer
    with in_workspace(desk.workspace.pk):
        row = Pending.objects.get()
    assert row.send_at - clock.now() > timedelta(hours=2)
    desk.post(f"{number}/pending/{row.pk}/", {"do": "moment", "until": "in 5 hours"})
    with in_workspace(desk.workspace.pk):
        assert Pending.objects.get().send_at - row.send_at > timedelta(hours=1)
    desk.post(f"{number}/pending/{row.pk}/", {"do": "now"})
    assert statuses(desk) == ["closed"]


def test_a_variable_in_braces_never_goes_out(desk):
    number = write(desk).number
    for text, told in (("Dear {customer.first_name}", ""), ("Order {order}", "order")):
        answer = desk.post(f"{number}/replies/", {"text": text, "unfilled": told})
        assert answer.status_code == 422
        assert "Not filled in" in answer.content.decode()
    assert desk.post(f"{number}/replies/", {"text": "body {color: red}, {id}"}).status_code == 200


def test_canned_answers_come_filled_in_and_say_what_is_not_known(desk):
    number = write(desk).number
    with in_workspace(desk.workspace.pk):
        text = "{customer.first_name}, №{conversation.number}, {brand}"
        Canned.objects.create(title="Hi", shortcut="hi", text_ru=text)
    (row,) = desk.get(f"{number}/canned/").json()["canned"]
    assert row["text"] == f"{{customer.first_name}}, №{number}, {desk.workspace.name}"
    assert [one["name"] for one in row["missing"]] == ["customer.first_name"]


def macro(desk, *steps) -> str:
    with in_workspace(desk.workspace.pk):
        return str(Macro.objects.create(title="All", steps=list(steps)).pk)


def test_a_macro_is_shown_and_then_done(desk):
    number = write(desk).number
    with in_workspace(desk.workspace.pk):
        label = str(actions.save_label(label=Label(name="Return")).pk)
    answer = {"do": "answer", "text": "№{conversation.number}"}
    key = macro(desk, answer, {"do": "label", "label": label}, {"do": "close"})
    assert f"№{number}" in desk.get(f"{number}/macros/{key}/").content.decode()
    assert statuses(desk) == ["open"]
    assert desk.post(f"{number}/macros/{key}/").status_code == 200
    with in_workspace(desk.workspace.pk):
        assert Message.objects.get(direction="out").text == f"№{number}"
        assert Labelling.objects.exists()
    assert statuses(desk) == ["closed"]


@pytest.mark.parametrize(
    "step",
    [
        {"do": "label", "label": "01a211a0-3683-7aa0-a9e3-26dc1bc01ae8"},
        {"do": "answer", "canned": "01a211a0-3683-7aa0-a9e3-26dc1bc01ae8"},
        {"do": "answer", "text": "Dear {customer.shoe_size}"},
        {"do": "assign", "member": "01a211a0-3683-7aa0-a9e3-26dc1bc01ae8"},
        {"do": "team", "team": "01a211a0-3683-7aa0-a9e3-26dc1bc01ae8"},
        {"do": "snooze", "until": "some day"},
        {"do": "dance"},
    ],
)
def test_a_macro_with_something_deleted_says_so_and_does_nothing_by_halves(desk, step):
    number = write(desk).number
    key = macro(desk, {"do": "note", "text": "first"}, step, {"do": "close"})
    assert "c-bad" in desk.get(f"{number}/macros/{key}/").content.decode()
    assert desk.post(f"{number}/macros/{key}/").status_code == 422
    assert statuses(desk) == ["open"]
    with in_workspace(desk.workspace.pk):
        assert not Message.objects.filter(direction="note").exists()


def test_a_note_is_changed_with_a_trace_and_taken_away(desk):
    number = write(desk).number
    desk.post(f"{number}/notes/", {"text": "He lies"})
    with in_workspace(desk.workspace.pk):
        key = Message.objects.get(direction="note").pk
    page = desk.post(f"{number}/notes/{key}/", {"text": "He errs"}).content.decode()
    assert "He errs" in page
    assert "He lies" in page  # how it read, folded
    gone = desk.post(f"{number}/notes/{key}/", {"do": "away"}).content.decode()
    assert "He lies" not in gone
    assert "took a note away" in gone


def test_the_palette_finds_conversations_people_and_settings_in_either_layout(desk):
    conversation = write(desk)
    with in_workspace(desk.workspace.pk):
        type(conversation.identity.customer).objects.update(name="Анна Соколова")
    url = f"/w/{desk.workspace.slug}/palette/"
    for asked in ("Соколова", "cjrjkjdf", str(conversation.number)):
        found = [row["url"] for row in desk.client.get(url, {"q": asked}).json()["rows"]]
        assert any(address.endswith(f"/inbox/{conversation.number}/") for address in found)
    labels = [row["label"] for row in desk.client.get(url).json()["rows"]]
    assert "Labels" in labels


@pytest.mark.parametrize("page", ["labels", "canned", "canned/new", "macros", "macros/new", "writing"])
def test_settings_are_for_managers_but_ones_own_writing_is_for_all_who_answer(desk, page):
    url = f"/w/{desk.workspace.slug}/settings/{page}/"
    assert desk.client.get(url).status_code == 200
    agent = signed_in(accounts.member(desk.workspace, name="Ilya", role="agent"))
    assert agent.get(url).status_code == (200 if page == "writing" else 403)


def test_what_is_kept_is_made_changed_and_deleted_in_the_settings(desk):
    base = f"/w/{desk.workspace.slug}/settings/"
    assert desk.client.post(f"{base}labels/", {"name": "Return", "tone": "warn"}).status_code == 302
    assert desk.client.post(f"{base}labels/", {"name": "RETURN", "tone": "warn"}).status_code == 422
    bad = {"title": "Hi", "text_en": "Dear {customer.shoe_size}"}
    assert "{customer.shoe_size}" in desk.client.post(f"{base}canned/new/", bad).content.decode()
    good = {"title": "Hi", "shortcut": "hi", "text_en": "Dear {customer.name}"}
    assert desk.client.post(f"{base}canned/new/", good).status_code == 302
    assert desk.client.post(f"{base}canned/new/", good).status_code == 422
    with in_workspace(desk.workspace.pk):
        canned, label = Canned.objects.get(), Label.objects.get()
    steps = {"title": "All", "do-0": "answer", "what-0": str(canned.pk), "do-1": "label", "what-1": str(label.pk)}
    assert desk.client.post(f"{base}macros/new/", steps).status_code == 302
    with in_workspace(desk.workspace.pk):
        row = Macro.objects.get()
        assert row.steps == [{"do": "answer", "canned": str(canned.pk)}, {"do": "label", "label": str(label.pk)}]
    assert desk.client.post(f"{base}labels/{label.pk}/", {"do": "delete"}).status_code == 302
    assert "deleted" in desk.client.get(f"{base}macros/{row.pk}/").content.decode()
    assert desk.client.post(f"{base}macros/{row.pk}/", steps).status_code == 422
    assert desk.client.post(f"{base}writing/", {"undo_letters": "20", "undo_chats": "5"}).status_code == 302
    with in_workspace(desk.workspace.pk):
        assert Habits.objects.get().undo_chats == 5


def test_an_observer_changes_none_of_it():
    desk = open_desk(role="observer")
    number = write(desk).number
    for path in ("snooze/", "labels/", "draft/"):
        assert desk.post(f"{number}/{path}", {"text": "x", "until": "tomorrow"}).status_code == 403
    assert desk.post("bulk/", {"numbers": str(number), "do": "close"}).status_code == 403
