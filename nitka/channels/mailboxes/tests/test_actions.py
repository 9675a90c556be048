import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import create_channel
from nitka.channels.fetching import Letter, Portion
from nitka.channels.mailboxes import actions
from nitka.channels.models import Mailbox, MailboxFolder
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox():
    workspace = accounts.workspace()
    create_channel(
        workspace=workspace, kind="email", name="Почта",
        settings={"address": "help@uklad.example", "imap": {"host": "127.0.0.1", "port": 1, "security": "none"}},
        secrets={"imap_password": "secret"},
    )  # fmt: skip
    with in_workspace(workspace.pk):
        yield Mailbox.objects.get()


def test_a_cursor_that_moves_holds_the_mailbox_before_its_folder_as_a_change_of_settings_does(mailbox):
    cursor = actions.cursor(mailbox=mailbox, folder="INBOX", first=None)
    with CaptureQueriesContext(connection) as seen:
        actions.advance(mailbox=mailbox, cursor=cursor, portion=Portion([Letter("7", "7@a", "a@b.org", b"", {})], 7))
    written = [query["sql"].split('"')[1] for query in seen if query["sql"].startswith("UPDATE")]
    assert written == ["channels_mailbox", "channels_mailboxfolder"]
    assert MailboxFolder.objects.get().last == 7
    assert Mailbox.objects.get().letter_at
