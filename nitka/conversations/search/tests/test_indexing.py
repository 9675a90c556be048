import pytest
from django.db import connection

from nitka.conversations.models import Message
from nitka.conversations.search import indexing
from nitka.conversations.search.tests.searching import ask, indexed, numbers, told
from nitka.conversations.tests.desk import fill, open_desk, queries, write
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_came_while_nobody_indexed_is_found_later():
    desk = open_desk()
    first = write(desk, "s1", "датчик").number
    second = write(desk, "s2", "датчик").number
    with in_workspace(desk.workspace.pk):
        assert indexing.lag().messages == 2
    assert numbers(desk, "датчик") == []
    assert indexed() == 2
    assert numbers(desk, "датчик") == [second, first]
    with in_workspace(desk.workspace.pk):
        assert indexing.lag().messages == 0


def test_everything_can_be_indexed_anew():
    desk = open_desk()
    (number,) = told(desk, "датчик")
    with in_workspace(desk.workspace.pk):
        assert indexing.reindex() == 1
    assert numbers(desk, "датчик") == []
    indexed()
    assert numbers(desk, "датчик") == [number]
    assert ask(desk, "датчик").match.likely == 1


def test_a_message_that_cannot_be_indexed_does_not_hold_up_the_others(monkeypatch):
    desk = open_desk()
    numbers_of = [write(desk, f"s{n}", f"датчик {n}").number for n in range(5)]
    real = connection.cursor

    def indexes_all_but_one(most):
        """As if the third waiting message broke every batch that it is in."""
        with real() as cursor:
            cursor.execute("select message_id from conversations_search_todo order by id limit %s", [most])
            if broken in [key for (key,) in cursor.fetchall()]:
                cursor.execute("select 1/0")
            cursor.execute("select nitka_search_index(%s)", [most])
            return cursor.fetchone()[0]

    with in_workspace(desk.workspace.pk):
        broken = Message.objects.get(conversation__number=3).pk
    monkeypatch.setattr(indexing, "_take", indexes_all_but_one)
    with as_role("worker"):
        indexing.index_all()
    assert sorted(numbers(desk, "датчик")) == [n for n in numbers_of if n != 3]


def test_pages_hold_still_while_messages_come():
    desk = open_desk()
    told(desk, *(f"датчик {n}" for n in range(8)))
    first = ask(desk, "датчик", limit=3)
    told(desk, "датчик опять")  # a new conversation, and a new message in an old one
    write(desk, f"{desk.workspace.slug}-датчик 1", "датчик снова")
    indexed()
    second = ask(desk, "датчик", limit=3, after=first.next)
    third = ask(desk, "датчик", limit=3, after=second.next)
    pages = [[thread.number for thread in page.threads] for page in (first, second, third)]
    assert pages == [[8, 7, 6], [5, 4, 3], [2, 1]]
    assert third.next == ""


def test_a_search_costs_the_same_statements_for_one_and_for_many():
    desk = open_desk()
    conversation = write(desk, "s1", "line датчик")
    indexed()
    few = queries(lambda: ask(desk, "датчик line"))
    fill(desk, conversation, 300)
    told(desk, *(f"line датчик {n}" for n in range(30)))
    many = queries(lambda: ask(desk, "датчик line"))
    assert len(many) <= len(few) <= 12
