"""However many are likely, and however the years are cut: the same messages, the latest first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from nitka.conversations.search.tests.searching import ask, numbers, told
from nitka.conversations.tests.desk import open_desk
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db
LAST, START = UUID(int=2**128 - 1), datetime(2023, 3, 1, tzinfo=UTC)
PLAIN = """select id, at from conversations_search where words @@ %s::tsquery
    and at >= %s and (at, id) < (%s, %s) order by at desc, id desc limit %s"""


@pytest.fixture(scope="module")
def desk(module_db):
    """Two hundred weeks with five messages each, some at the same moment, and a quiet half year between."""
    found = open_desk()
    chance = Random(7)
    with in_workspace(found.workspace.pk), connection.cursor() as cursor:
        rows = []
        for n in range(1000):
            at = START + timedelta(days=n // 5 * 7 + (180 if n > 600 else 0), hours=n % 4)
            said = "often" + (" seldom" if chance.random() < 0.05 else "") + (" once" if n == 3 else "")
            rows.append([found.workspace.pk, uuid7(), uuid7(), at, at, said])
        cursor.executemany(
            "insert into conversations_search (workspace_id, id, conversation_id, at, week, words) values"
            " (%s, %s, %s, %s, floor(extract(epoch from %s) / 604800), to_tsvector('simple', %s))", rows,
        )  # fmt: skip
        cursor.execute(
            "insert into conversations_word (workspace_id, word, stem, n, last_at) values (%s, '', '', 1000, now())",
            [found.workspace.pk],
        )
    return found


def hits(query, likely, wanted, since="-infinity", at="infinity", below=LAST):
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at from nitka_search_hits(%s::tsquery, %s, %s, %s, %s, %s)",
            [query, likely, since, at, below, wanted],
        )
        return cursor.fetchall()


def plain(query, wanted, since="-infinity", at="infinity", below=LAST):
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [query, since, at, below, wanted])
        return cursor.fetchall()


@pytest.mark.parametrize(
    "query", ["'often'", "'seldom'", "'once'", "'often' & 'once'", "'never'", "'seldom' & !'once'"]
)
@pytest.mark.parametrize("likely", [0, 5_000, 100_000])
@pytest.mark.parametrize("wanted", [1, 7, 300, 5000])
def test_the_same_messages_come_however_many_are_likely(desk, query, likely, wanted):
    with in_workspace(desk.workspace.pk):
        assert hits(query, likely * wanted, wanted) == plain(query, wanted)


@pytest.mark.parametrize("likely", [0, 1_000_000])
def test_the_next_messages_follow_without_a_gap(desk, likely):
    with in_workspace(desk.workspace.pk):
        whole, found, at, below = plain("'often'", 2000), [], "infinity", LAST
        while more := hits("'often'", likely, 90, at=at, below=below):
            found += more
            below, at = more[-1]
        assert found == whole


@pytest.mark.parametrize("likely", [0, 1_000_000])
def test_between_two_moments(desk, likely):
    since, until = START + timedelta(days=333), START + timedelta(days=777)
    with in_workspace(desk.workspace.pk):
        assert hits("'seldom'", likely, 500, since, until) == plain("'seldom'", 500, since, until)
        assert hits("'often'", likely, 500, until, since) == []


@pytest.mark.django_db(transaction=True)
def test_a_page_shows_how_many_there_are_in_each_conversation(desk):
    other = open_desk()
    told(other, *(f"Датчик {n}" for n in range(4)))
    found = ask(other, "датчик")
    assert (found.conversations, found.messages) == (4, 4)
    assert [(len(thread.said), thread.more) for thread in found.threads] == [(1, 0)] * 4
    assert all(one > two for one, two in pairwise(numbers(other, "датчик")))


@pytest.mark.django_db(transaction=True)
def test_what_is_not_much_is_counted_whole_and_what_is_more_page_by_page(desk, monkeypatch):
    other = open_desk()
    told(other, *(f"Кран {n}" for n in range(5)))
    monkeypatch.setattr("nitka.conversations.search.hits.FIRST", 3)
    found = ask(other, "кран", limit=2)
    assert (found.conversations, found.messages) == (5, 5)
    monkeypatch.setattr("nitka.conversations.search.hits.ALL", 5)
    assert ask(other, "кран", limit=2).conversations is None
    assert numbers(other, "кран", limit=2) == [thread.number for thread in found.threads]
