"""A group of the list is read in its own order: where nobody waits among many, they are not read to find that out."""

from typing import Any

import pytest
from django.db import connection, transaction

from nitka.conversations import actions
from nitka.conversations.desk import rows
from nitka.conversations.models import Conversation
from nitka.conversations.tests.desk import Desk, open_desk, write
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 3_000


def sifted(plan: dict[str, Any]) -> int:
    """Conversations that were read and not wanted."""
    own = plan.get("Rows Removed by Filter", 0) if plan.get("Relation Name") == "conversations_conversation" else 0
    return own + sum(sifted(part) for part in plan.get("Plans", ()))


def many_answered(desk: Desk, held: Conversation) -> None:
    """Open ones of the member's, none of which waits for an answer."""
    actions.take(conversation=held, member=desk.member)
    Conversation.objects.update(waiting_since=None)
    held.refresh_from_db()
    Conversation.objects.bulk_create(_copy(held, number) for number in range(MANY))
    with connection.cursor() as cursor:
        cursor.execute("analyze conversations_conversation")


def _copy(held: Conversation, number: int) -> Conversation:
    fields = {field.attname: getattr(held, field.attname) for field in held._meta.concrete_fields}
    return Conversation(**fields | {"id": uuid7(), "number": held.number + 1 + number})


@pytest.mark.parametrize("view", ["mine", "unassigned", "all"])
def test_what_nobody_waits_for_is_not_looked_for_among_all_that_is_open(view: str, monkeypatch: pytest.MonkeyPatch):
    desk = open_desk()
    held = write(desk)
    asked: list[tuple[str, Any]] = []
    monkeypatch.setattr(rows, "ask", lambda statement, values, read: asked.append((statement, values)))
    with in_workspace(desk.workspace.pk), connection.cursor() as cursor:
        many_answered(desk, held)
        rows.ask_lines(member=desk.member, view=view)
        for way in ("seqscan", "bitmapscan"):  # cheap for a table as small as this one, and read what is not wanted
            cursor.execute(f"set local enable_{way} = off")
        cursor.execute(f"explain (analyze, format json) {asked[0][0]}", asked[0][1])
        found = sifted(cursor.fetchone()[0][0]["Plan"])
        transaction.set_rollback(True)  # or the plans of other tests would go by what was analysed here
    assert found < MANY / 10
