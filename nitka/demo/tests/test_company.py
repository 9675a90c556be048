"""The demo company as its members find it."""

import pytest

from nitka.demo import company
from nitka.kit.db.tenancy import in_workspace
from nitka.notices.models import Notice, Todo

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
