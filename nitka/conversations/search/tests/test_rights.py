import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.conversations import queries as reads
from nitka.conversations.actions import assign
from nitka.conversations.models import Conversation
from nitka.conversations.search import found, hits
from nitka.conversations.search.tests.searching import ask, numbers, told
from nitka.conversations.tests.desk import open_desk
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
FUNCTIONS = [
    ("nitka_search_words('{датчик}', '{null}', true)", 1),  # how many messages there are: none
    (
        "nitka_search_hits('датчик', 1, '-infinity', 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 9)",
        0,
    ),
    ("nitka_find_customers('{anna}', 9)", 0),
]


@pytest.fixture
def own_only(monkeypatch):
    monkeypatch.setattr(reads, "visible_to", lambda member: Conversation.objects.filter(assignee_id=member.pk))
    monkeypatch.setattr(found, "sees_all", lambda member: False)


@pytest.mark.parametrize("few", [2000, 0], ids=["asked one by one", "asked afterwards"])
def test_a_member_finds_only_what_they_may_see(own_only, monkeypatch, few):
    monkeypatch.setattr(hits, "FEW", few)
    desk = open_desk()
    mine, others = told(desk, "датчик раз 7777777", "датчик два 7777778")
    with in_workspace(desk.workspace.pk):
        assign(conversation=Conversation.objects.get(number=mine), member=desk.member, by=desk.member)
    assert numbers(desk, "датчик") == [mine]
    assert numbers(desk, "датчик", order="best") == [mine]
    assert numbers(desk, "7777778") == []
    assert ask(desk, str(others)).numbers == []
    answer = ask(desk, "датчик")
    assert (answer.conversations, answer.messages) == (1, 1)


def test_who_sees_everything_is_not_asked_which_conversations_these_are():
    desk = open_desk()
    (number,) = told(desk, "датчик")
    with CaptureQueriesContext(connection) as seen:
        assert numbers(desk, "датчик") == [number]
    assert not [query for query in seen.captured_queries if f"LIMIT {hits.FEW + 1}" in query["sql"]]


def test_another_workspace_finds_nothing():
    desk, other = open_desk(), open_desk()
    told(desk, "датчик протечки 40217")
    for text in ("датчик", "датчек", "lfnxbr", "40217", "402", "1", "from:вера", "is:open"):
        assert ask(other, text).nothing, text


def test_a_function_of_the_owner_sees_one_workspace_and_without_one_nothing():
    desk, other = open_desk(), open_desk()
    told(desk, "датчик")
    for call, rows in FUNCTIONS:
        with in_workspace(other.workspace.pk), connection.cursor() as cursor:
            cursor.execute(f"select * from {call}")
            assert len(cursor.fetchall()) <= rows, call
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {call}")
            assert len(cursor.fetchall()) <= rows, call


def test_a_program_finds_all_of_its_workspace():
    from nitka.conversations.desk.frame import frame
    from nitka.conversations.search.conditions import Asker
    from nitka.conversations.search.found import Question, search

    desk = open_desk()
    (number,) = told(desk, "датчик")
    accounts.member(desk.workspace)
    with in_workspace(desk.workspace.pk):
        found = search(None, Question("датчик"), Asker(None, frame(None)))
    assert [thread.number for thread in found.threads] == [number]
