"""Once a day what the mailbox has is held against what we have."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from nitka.channels.mailboxes import actions
from nitka.channels.mailboxes.reconcile import is_due
from nitka.channels.mailboxes.tests.house import Company, within
from nitka.channels.models import Mailbox
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)


def again(company: Company) -> None:
    with in_workspace(company.workspace.id):
        Mailbox.objects.update(reconciled_at=None, reconciled={})
        actions.look_now(mailbox=company.mailbox)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_what_is_missing_is_mended(company: Company, poll: Callable[[], None], protocol: str) -> None:
    company.box.put(1, 2, 3)
    company.connect(protocol)
    poll()
    assert within(lambda: company.mailbox.reconciled.get("there") == 3)
    assert (company.mailbox.reconciled["here"], company.mailbox.reconciled["mended"]) == (3, 0)
    company.forget("2")
    again(company)
    assert within(lambda: company.mailbox.reconciled.get("mended") == 1)
    assert sorted(company.has()) == ["1", "2", "3"]
    again(company)
    assert within(lambda: company.mailbox.reconciled.get("here") == 3)
    assert company.mailbox.reconciled["mended"] == 0


def test_letters_without_an_id_are_told_apart_by_what_they_say(company: Company, poll: Callable[[], None]) -> None:
    company.box.server.put(company.box.user, b"From: anna@client.example\r\n\r\nOne\r\n")
    company.box.server.put(company.box.user, b"From: anna@client.example\r\n\r\nTwo\r\n")
    company.connect()
    poll()
    assert within(lambda: company.mailbox.reconciled.get("there") == 2)
    assert company.mailbox.reconciled["mended"] == 0
    assert len(company.has()) == 2


def test_it_is_due_once_a_day() -> None:
    def hours_ago(hours: int) -> Mailbox:
        return Mailbox(workspace_id=uuid7(), reconciled_at=clock.now() - timedelta(hours=hours))

    assert is_due(Mailbox(workspace_id=uuid7()))
    assert not is_due(hours_ago(23))
    assert is_due(hours_ago(25))
