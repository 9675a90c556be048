"""The counts above a list are those of its rows, after every verb, and cost no row's reading."""

import json
import threading

import psycopg
import pytest
from django.db import connections

from nitka.accounts.models import Scope
from nitka.accounts.tests import factories as accounts
from nitka.conversations import actions
from nitka.conversations.desk import tally
from nitka.conversations.desk.frame import COUNTS, frame
from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import open_desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = ("open", "snoozed")


def counted(desk, view: str) -> list[int]:
    with in_workspace(desk.workspace.pk):
        found, alone = frame(desk.member), frame(desk.member)
        whole, one = [found.group(view, part) for part in range(3)], alone.groups(view)
    assert whole == [one.get(part, 0) for part in range(3)]  # all views together, and one by itself
    return whole


def really(desk, view: str) -> list[int]:
    """The same by looking at every conversation."""
    with in_workspace(desk.workspace.pk):
        rows = list(Conversation.objects.filter(status__in=OPEN))
    whose = {"mine": desk.member.pk, "unassigned": None}
    rows = [row for row in rows if view == "all" or row.assignee_id == whose[view]]
    parts = [2 if row.status == "snoozed" else 0 if row.waiting_since else 1 for row in rows]
    return [parts.count(part) for part in range(3)]


def agree(desk) -> None:
    for view in ("mine", "unassigned", "all"):
        assert counted(desk, view) == really(desk, view)


def test_the_counts_follow_every_verb():
    desk = open_desk()
    other = accounts.member(desk.workspace)
    first, second = write(desk, "s1"), write(desk, "s2")
    agree(desk)
    assert counted(desk, "unassigned") == [2, 0, 0]
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=first, member=desk.member)
        actions.assign(conversation=second, member=other, by=desk.member)
    assert (counted(desk, "mine"), counted(desk, "all")) == ([1, 0, 0], [2, 0, 0])
    desk.post(f"{first.number}/replies/", {"text": "Here it is"})
    assert counted(desk, "mine") == [0, 1, 0]
    with in_workspace(desk.workspace.pk):
        Conversation.objects.filter(pk=second.pk).update(status="snoozed", waiting_since=None)
    assert counted(desk, "all") == [0, 1, 1]
    desk.post(f"{first.number}/closure/")
    assert (counted(desk, "mine"), counted(desk, "all")) == ([0, 0, 0], [0, 0, 1])
    desk.post(f"{first.number}/reopening/")
    write(desk, "s1", "And again")
    assert counted(desk, "mine") == [1, 0, 0]
    with in_workspace(desk.workspace.pk):
        actions.assign(conversation=first, member=None, by=desk.member)
    assert counted(desk, "unassigned") == [1, 0, 0]
    agree(desk)


def test_the_counts_are_right_after_many_changed_it_at_once():
    desk = open_desk()
    found = [write(desk, f"s{n}") for n in range(6)]

    def work(of: list[Conversation]) -> None:
        with in_workspace(desk.workspace.pk):
            for conversation in of:
                actions.take(conversation=conversation, member=desk.member)
        with in_workspace(desk.workspace.pk):
            actions.close(conversation=of[0], by=desk.member)
        connections.close_all()

    threads = [threading.Thread(target=work, args=[found[n : n + 3]]) for n in (0, 1, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    agree(desk)
    assert counted(desk, "mine") == [3, 0, 0]


def test_another_workspaces_conversations_are_not_counted():
    mine, other = open_desk(), open_desk()
    write(other)
    assert counted(mine, "all") == [0, 0, 0]


def test_the_counts_are_read_from_an_index_alone(cluster):
    """Whichever index looks cheapest of a handful of rows, this one has all that is asked."""
    others = "indrelid = 'conversations_conversation'::regclass and indexrelid <> 'conversations_of_assignee'::regclass"
    counts = COUNTS.format(by="assignee_id, team_id", seen=True)
    with psycopg.connect(**cluster.installation.connection("admin")) as admin:
        admin.execute(f"update pg_index set indisvalid = false where {others}")
        admin.execute("set local enable_seqscan = off")
        admin.execute("set local enable_bitmapscan = off")
        plan = admin.execute(f"explain (format json) {counts}", {"workspace": uuid7()}).fetchone()
        admin.rollback()
    assert '"Index Only Scan"' in json.dumps(plan)


def test_what_is_dear_to_count_is_counted_anew_only_after_a_moment(monkeypatch):
    desk, at = open_desk(), [0.0]
    write(desk, "s1")
    monkeypatch.setattr(tally, "MANY", 0)
    monkeypatch.setattr(tally, "now", lambda: at[0])
    assert counted(desk, "all") == counted(desk, "unassigned") == [1, 0, 0]
    write(desk, "s2")
    assert counted(desk, "all") == counted(desk, "unassigned") == [1, 0, 0]
    at[0] += tally.SECONDS
    assert counted(desk, "all") == counted(desk, "unassigned") == [2, 0, 0]


def test_who_sees_less_is_never_shown_what_was_counted_for_who_sees_all(monkeypatch):
    desk = open_desk()
    other = accounts.member(desk.workspace)
    other.scope = Scope.OWN
    monkeypatch.setattr(tally, "MANY", 0)
    theirs = write(desk, "s1")
    with in_workspace(desk.workspace.pk):
        actions.take(conversation=theirs, member=desk.member)
    assert counted(desk, "all") == [1, 0, 0]
    with in_workspace(desk.workspace.pk):
        assert frame(other).total("all") == 0
