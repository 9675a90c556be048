"""Searching in tests: write, index as the worker does, ask as a member."""

from django.db import connection

from nitka.conversations.desk.frame import frame
from nitka.conversations.search.conditions import Asker
from nitka.conversations.search.found import Found, Question, search
from nitka.conversations.search.indexing import index_all
from nitka.conversations.tests.desk import Desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role


def indexed() -> int:
    with as_role("worker"):
        return index_all()


def indexed_here() -> None:
    """The words of this workspace's messages, by the app itself: for tests whose rows nobody else sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conversations_search (workspace_id, id, conversation_id, at, week, words)"
            " select workspace_id, id, conversation_id, at, 0, to_tsvector('russian', nitka_search_plain(text))"
            " from conversations_message where text is not null"
        )


def told(desk: Desk, *texts: str) -> list[int]:
    """Each text from a visitor of its own, indexed; the numbers of their conversations."""
    numbers = [write(desk, f"{desk.workspace.slug}-{text}"[:60], text).number for text in texts]
    indexed()
    return numbers


def ask(desk: Desk, text: str, **how) -> Found:
    with in_workspace(desk.workspace.pk):
        return search(desk.member, Question(text, **how), Asker.of(desk.member, frame(desk.member)))


def numbers(desk: Desk, text: str, **how) -> list[int]:
    """The numbers of the conversations that are found."""
    return [thread.number for thread in ask(desk, text, **how).threads]
