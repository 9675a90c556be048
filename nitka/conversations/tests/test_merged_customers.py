"""Two customers become one and two again: threads, search and open pages follow, and nothing of it is rewritten."""

import pytest

from nitka.conversations.actions import signal
from nitka.conversations.models import Conversation, Message
from nitka.conversations.search.tests.searching import ask, told
from nitka.conversations.tests.desk import Desk, open_desk
from nitka.customers.actions import call, merge, undo
from nitka.customers.models import Customer, Merge
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime.actions import Signal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    """Анна asked about a sensor, Борис about a tap, each in a conversation of their own."""
    found = open_desk(role="manager")
    told(found, "Датчик молчит", "Кран течёт")
    with in_workspace(found.workspace.pk):
        for talk, name in zip(Conversation.objects.order_by("-number"), ("Борис", "Анна"), strict=True):
            call(customer=talk.identity.customer, name=name)
    return found


@pytest.fixture
def heard(monkeypatch) -> list[Signal]:
    signals: list[Signal] = []
    monkeypatch.setattr(signal, "publish_many", signals.extend)
    return signals


def people(desk: Desk) -> tuple[Customer, Customer]:
    with in_workspace(desk.workspace.pk):
        first, second = (talk.identity.customer for talk in Conversation.objects.order_by("number"))
        return first, second


def become_one(desk: Desk) -> Merge:
    anna, boris = people(desk)
    with in_workspace(desk.workspace.pk):
        return merge(into=anna, source=boris)


def rows(desk: Desk) -> list[tuple]:
    with in_workspace(desk.workspace.pk):
        return list(Message.objects.order_by("id").values_list("id", "conversation_id", "identity_id", "text"))


def found(desk: Desk, words: str) -> list[tuple[str, object]]:
    """Whose the conversations that are found are: what they are called, and who."""
    return [(one.name, one.customer_id) for one in ask(desk, words).threads]


def test_search_finds_a_conversation_under_who_has_it_now(desk):
    anna, boris = people(desk)
    assert found(desk, "кран") == [("Борис", boris.pk)]
    done, before = become_one(desk), rows(desk)
    assert found(desk, "кран") == [("Анна", anna.pk)]
    assert found(desk, "кран клиент:Анна") == [("Анна", anna.pk)]
    assert found(desk, "кран клиент:Борис") == []
    with in_workspace(desk.workspace.pk):
        undo(merge=done)
    assert found(desk, "кран") == [("Борис", boris.pk)]
    assert found(desk, "кран клиент:Борис") == [("Борис", boris.pk)]
    assert found(desk, "кран клиент:Анна") == []
    assert rows(desk) == before


def test_threads_and_lists_that_are_open_hear_of_a_merge_and_of_its_undoing(desk, heard):
    with in_workspace(desk.workspace.pk):
        wanted = {f"conversation:{key}" for key in Conversation.objects.values_list("pk", flat=True)}
    done = become_one(desk)
    assert {one.topic for one in heard if one.topic.startswith("conversation:")} == wanted
    assert {one.data["what"] for one in heard if one.topic.startswith("conversation:")} == {"customer"}
    assert any(one.topic.startswith("inbox:") for one in heard)
    heard.clear()
    with in_workspace(desk.workspace.pk):
        undo(merge=done)
    assert {one.topic for one in heard if one.topic.startswith("conversation:")} == wanted


def test_the_panel_beside_a_thread_is_about_who_it_is_now(desk):
    anna, boris = people(desk)
    with in_workspace(desk.workspace.pk):
        second = Conversation.objects.get(identity__customer=boris).number

    def panel() -> str:
        return desk.get(f"{second}/", parts="customer").content.decode()

    assert f"/customers/{boris.pk}/" in panel()
    done = become_one(desk)
    assert f"/customers/{anna.pk}/" in panel()
    assert "Датчик молчит" in desk.client.get(f"/w/{desk.workspace.slug}/customers/{anna.pk}/").content.decode()
    with in_workspace(desk.workspace.pk):
        undo(merge=done)
    assert f"/customers/{boris.pk}/" in panel()
    page = desk.client.get(f"/w/{desk.workspace.slug}/customers/{anna.pk}/").content.decode()
    assert "Кран течёт" not in page
