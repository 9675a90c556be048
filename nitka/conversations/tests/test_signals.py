"""Which lists hear of a change: those the conversation is in, and those that lose it; no others."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from nitka.accounts import actions as accounts
from nitka.accounts.tests import factories
from nitka.conversations import actions
from nitka.conversations.actions import signal
from nitka.conversations.tests.desk import open_desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import topics
from nitka.realtime.actions import Signal, beat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lists(monkeypatch) -> list[set[str]]:
    """The lists that each change was told to, the latest last."""
    heard: list[set[str]] = []

    def publish(signals) -> None:
        found: list[Signal] = list(signals)
        if any(one.topic.startswith("inbox:") for one in found):
            heard.append({one.topic.rpartition(":")[2] for one in found if one.topic.startswith("list:")})

    monkeypatch.setattr(signal, "publish_many", publish)
    return heard


def test_a_message_is_told_to_the_list_it_stands_in_and_to_no_other(lists):
    desk = open_desk()
    talk = write(desk, "s1")
    assert lists[-1] == {"nobody"}
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=talk, member=desk.member)
    write(desk, "s1", "And again")
    assert lists[-1] == {str(desk.member.pk)}


def test_who_loses_a_conversation_hears_of_it_like_who_gets_it(lists):
    desk = open_desk()
    other = factories.member(desk.workspace)
    talk = write(desk, "s1")
    with in_workspace(desk.workspace.pk):
        team = accounts.create_team(name="Sales", member_ids=[other.pk])
        actions.take(conversation=talk, member=desk.member)
        assert lists[-1] == {"nobody", str(desk.member.pk)}
        actions.assign(conversation=talk, member=other, by=desk.member)
        assert lists[-1] == {str(desk.member.pk), str(other.pk)}
        actions.assign(conversation=talk, member=None, team=team, by=desk.member)
        assert lists[-1] == {str(other.pk), "nobody", str(team.pk)}


def test_the_queue_hears_when_what_lay_in_it_finds_somebody_by_itself(lists):
    desk = open_desk()
    write(desk, "s1")
    with in_workspace(desk.workspace.pk):
        beat(member_id=desk.member.pk)
    write(desk, "s1", "Is anybody there?")
    assert lists[-1] == {"nobody", str(desk.member.pk)}
    write(desk, "s2")  # one that never lay in it
    assert lists[-1] == {str(desk.member.pk)}


def test_what_names_only_ids_is_looked_up(lists):
    desk = open_desk()
    talk = write(desk, "s1")
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=talk, member=desk.member)
        signal.changed([talk.pk], "labels")
    assert lists[-1] == {str(desk.member.pk)}


def test_what_a_whole_company_hears_names_no_conversation(monkeypatch):
    """Whoever sees their own only hears it too: that something changed, and of what kind."""
    told: list[Signal] = []
    monkeypatch.setattr(signal, "publish_many", told.extend)
    desk = open_desk()
    talk = write(desk, "s1")
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=talk, member=desk.member)
    everybodys = [one for one in told if not one.topic.startswith(("conversation:", "visitor:"))]
    assert {one.topic.partition(":")[0] for one in everybodys} == {"inbox", "list"}
    assert {tuple(one.data) for one in everybodys} == {("what",)}


@pytest.mark.parametrize(
    ("view", "topic"),
    [("mine", "list:{w}:{me}"), ("unassigned", "list:{w}:nobody"), ("all", "inbox:{w}"), ("closed", "inbox:{w}")],
)
def test_a_page_hears_the_list_that_it_shows(view, topic):
    desk = open_desk()
    wanted = topic.format(w=desk.workspace.pk, me=desk.member.pk)
    page = desk.get(f"?view={view}").content.decode()
    assert wanted in re.search(r'data-topics="([^"]*)"', page)[1].split()
    assert re.search(r'id="rows"[^>]*data-live-topic="([^"]*)"', page)[1] == wanted
    door = desk.client.get(f"/w/{desk.workspace.slug}/stream", {"topics": wanted}).json()["url"]
    assert _topics(door) == (wanted,)


def test_the_door_opens_no_list_of_another_company():
    desk, other = open_desk(), open_desk()
    theirs = f"list:{other.workspace.pk}:nobody"
    door = desk.client.get(f"/w/{desk.workspace.slug}/stream", {"topics": theirs}).json()["url"]
    assert _topics(door) == ()


def _topics(url: str) -> tuple[str, ...]:
    return topics.read(parse_qs(urlsplit(url).query)["t"][0]).topics
