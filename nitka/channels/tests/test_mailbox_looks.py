"""A mailbox in trouble in a real browser: axe finds nothing, nothing is wider than the screen, the test answers."""

import pytest
from django.test import Client

from nitka.accounts.models import Role, User
from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import create_channel
from nitka.channels.contract import ChannelError
from nitka.channels.mailboxes import actions
from nitka.channels.models import Mailbox, MailboxFolder
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@looks(1)
def test_a_mailbox_in_trouble(width: int, theme: str, language: str) -> None:
    workspace = accounts.workspace(slug="uklad", language=language[:2])
    settings = {
        "address": "help@uklad.example",
        "imap": {"host": "127.0.0.1", "port": 1, "security": "none"},
        "oauth": {"provider": "google", "client_id": "x" * 80},
    }
    made = create_channel(workspace=workspace, kind="email", name="Почта", settings=settings)
    with in_workspace(workspace.id):
        box = Mailbox.objects.get()
        MailboxFolder.objects.create(mailbox_id=box.pk, name="INBOX", skipped={"17": "stalled"})
        actions.trouble(mailbox_id=box.pk, error=ChannelError("no_consent", permanent=False, detail="w" * 200))
    client = Client()
    client.force_login(User.objects.get(pk=accounts.member(workspace, role=Role.OWNER).user_id))
    with visiting(client, width, theme, language) as visit:
        paths = (f"channels/{made.pk}/", "channels/", "channels/new/email/")
        assert [fault for path in paths for fault in visit.judge(f"/w/uklad/settings/{path}")] == []
        assert visit.said == []
