"""Once a day what the mailbox has is held against what we have."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from nitka.channels.email.fetch import imap
from nitka.channels.fetching import Listed
from nitka.channels.mailboxes import actions, watch
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


def test_a_new_letter_does_not_wait_for_a_reconciliation(
    company: Company, poll: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mailbox is looked at between any two steps; what comes then is no concern of the comparison."""
    box, listed = company.box, imap.Imap.listed

    def with_news(*given: Any) -> Iterator[list[Listed]]:
        for n, group in enumerate(listed(*given)):
            box.put(f"news-{n}")
            yield group
            assert within(lambda n=n: f"news-{n}" in company.has())  # type: ignore[misc]

    monkeypatch.setattr(imap, "WINDOW", 2)
    monkeypatch.setattr(watch, "SLICE", 0)
    monkeypatch.setattr(imap.Imap, "listed", with_news)
    box.put(1, 2, 3)
    company.connect()
    poll()
    assert within(lambda: company.mailbox.reconciled.get("there") == 3)
    assert sorted(company.has()) == ["1", "2", "3", "news-0", "news-1"]


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
