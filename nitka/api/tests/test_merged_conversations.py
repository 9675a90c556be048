"""A merged conversation answers as the one that its messages stand in now."""

import pytest

from nitka.api.tests.factories import Caller
from nitka.conversations import actions
from nitka.conversations.models import Message
from nitka.conversations.tests.desk import open_desk, write
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_api_answers_with_the_survivor():
    desk = open_desk()
    into, source = write(desk, "s1", "One"), write(desk, "s2", "Two")
    with in_workspace(desk.workspace.pk):
        actions.merge(into=into, source=source, by=desk.member, with_customers=True)
    caller = Caller(desk.workspace)
    row = caller.ask("GET", f"conversations/{source.pk}").json()
    assert (row["id"], row["status"]) == (str(into.pk), "open")
    assert [row["id"] for row in caller.ask("GET", "conversations").json()["data"]] == [str(into.pk)]
    messages = caller.ask("GET", f"conversations/{source.pk}/messages").json()["data"]
    assert [row["text"] for row in messages] == ["One", "Two"]
    assert caller.ask("POST", f"conversations/{source.pk}/messages", {"text": "Three"}).status_code == 201
    with in_workspace(desk.workspace.pk):
        assert Message.objects.get(text="Three").conversation_id == into.pk
