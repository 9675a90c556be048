"""The demo company as its members find it."""

import pytest

from nitka.conversations.models import Conversation
from nitka.demo import company
from nitka.demo.desk import OWN
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.notices.models import Notice, Todo
from nitka.segments.models import Segment, Why

OLGA = "olga@uklad.example"
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_the_bell_told_in_the_past_months_has_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "OPEN", 0)
    workspace = company.make(relay_port=1, count=12)
    with in_workspace(workspace.id):
        told = Notice.objects.all()
        assert told.exists()
        assert not told.filter(seen_at=None, at__lt=workspace.created_at).exists()
        assert not told.filter(seen_at=None).exists()
        assert Todo.objects.count() < 10, "of setting the house up"


@pytest.mark.parametrize("hour", [0, 6, 16])  # in Moscow 3, 9 and 19: who is at work differs
def test_whom_one_signs_in_as_has_conversations_of_their_own_at_any_hour(hour: int) -> None:
    with clock.travel(clock.now().replace(hour=hour)):
        workspace = company.make(relay_port=1, count=40)
    with in_workspace(workspace.id):
        begun = Conversation.objects.filter(status="open")
        own = begun.filter(assignee__user__email=OLGA)
        assert own.count() == OWN
        assert begun.exclude(pk__in=own).count() >= OWN, "as many are left to others"


def test_who_buys_for_companies_has_come_and_gone_in_the_past_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "OPEN", 0)
    workspace = company.make(relay_port=1, count=12)
    with in_workspace(workspace.id):
        segment = Segment.objects.get(name="Покупают для компании")
        assert segment.size > 1
        passages = segment.passages.exclude(why=Why.DEFINITION)
        assert {one.entered for one in passages} == {True, False}
