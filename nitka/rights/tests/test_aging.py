"""Raw things go by age where the workspace says so: never what waits or could not be read, nor what became of it."""

from datetime import timedelta

import pytest

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests import factories as accounts
from nitka.inbound.models import InboundLog, Quarantine, Queued
from nitka.inbound.tests.factories import arrive, raw
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.rights import aging
from nitka.rights.actions import set_habits

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(days=31)


@pytest.fixture
def shop():
    made = accounts.workspace()
    with in_workspace(made.pk):
        set_habits(law="gdpr", grace_hours=24, backup_days=30, raw_days=30)
    return made


def aged(after=LATER):
    with clock.travel(clock.now() + after), as_role("worker"):
        return aging.age()


def come(workspace, *keys, digested=True):
    arrive(*(raw(workspace, key) for key in keys))
    if digested:
        with as_role("worker"):
            Queued.objects.filter(workspace_id=workspace.pk).delete()


def whole(workspace):
    with in_workspace(workspace.pk):
        return {row.key for row in InboundLog.objects.all() if row.payload is not None}


def test_what_is_older_goes_once_and_its_line_stays(shop):
    come(shop, "a", "b")
    assert aged(timedelta(days=29)) == 0
    assert aged() == 2
    assert whole(shop) == set()
    assert aged() == 0
    with in_workspace(shop.pk):
        assert set(InboundLog.objects.values_list("key", flat=True)) == {"a", "b"}
        assert [entry.detail for entry in AuditEntry.objects.filter(verb="rights.aged")] == [{"n": "2"}]


def test_what_waits_and_what_could_not_be_read_stays(shop):
    come(shop, "done", "unread")
    with in_workspace(shop.pk):
        unread = InboundLog.objects.get(key="unread")
        Quarantine.objects.create(id=unread.pk, source_id=unread.source_id, kind="test", reason="broken")
    come(shop, "waits", digested=False)
    assert aged() == 1
    assert whole(shop) == {"unread", "waits"}


def test_who_has_not_asked_for_it_keeps_all(shop):
    other = accounts.workspace()
    come(other, "theirs")
    come(shop, "ours")
    assert aged() == 1
    assert (whole(shop), whole(other)) == (set(), {"theirs"})


def test_many_go_in_batches(shop, monkeypatch):
    monkeypatch.setattr(aging, "BATCH", 2)
    come(shop, *"abcde")
    assert aged() == 5
