"""Tokens of a provider: kept sealed, renewed by one at a time, and what happens when consent is withdrawn."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from nitka.accounts.tests import factories as accounts
from nitka.channels import queries
from nitka.channels.actions import create_channel
from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.email.oauth.tests.provider import Provider, provider
from nitka.channels.fetching import Tokens
from nitka.channels.mailboxes import access, actions
from nitka.channels.mailboxes.tests.house import within
from nitka.channels.models import Mailbox
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def google() -> Iterator[Provider]:
    with provider() as running:
        yield running


def connected(google: Provider, *, left: timedelta = timedelta(0)) -> ChannelInfo:
    """A channel whose access token is in force for so long."""
    workspace = accounts.workspace()
    imap = {"host": "127.0.0.1", "port": 1, "security": "none"}
    made = create_channel(
        workspace=workspace,
        kind="email",
        name="Почта",
        settings={"address": google.user, "imap": imap, "oauth": google.settings()},
        secrets={"oauth_client_secret": "sesame"},
    )
    google.refresh = "first"
    with in_workspace(workspace.id):
        access.keep(Mailbox.objects.get(), Tokens("old", "first", clock.now() + left))
        return queries.info(made, workspace)


def test_a_token_in_force_is_used_as_it_is(google: Provider) -> None:
    channel = connected(google, left=timedelta(hours=1))
    assert channel.token is not None
    assert channel.token() == "old"
    assert google.renewals == 0


def test_many_at_once_renew_it_once(google: Provider) -> None:
    channel = connected(google)

    def ask(_: int) -> str:
        try:
            assert channel.token is not None
            return channel.token()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(16)))
    assert len(found) == 1
    assert found <= google.access
    assert google.renewals == 1


def test_tokens_lie_sealed(google: Provider) -> None:
    channel = connected(google)
    with in_workspace(channel.workspace_id):
        assert "first" not in Mailbox.objects.get().tokens


def test_a_withdrawn_consent_is_said_and_not_asked_for_again_soon(google: Provider, poll: Callable[[], None]) -> None:
    channel = connected(google)
    google.revoked = True
    poll()

    def box() -> Mailbox:
        with in_workspace(channel.workspace_id):
            return Mailbox.objects.get()

    assert within(lambda: box().state == Mailbox.State.TROUBLE)
    told = box()
    assert (told.reason, google.renewals) == ("consent", 0)
    assert told.next_at is not None
    assert told.next_at - clock.now() > timedelta(minutes=10)


def test_without_consent_there_is_no_token(google: Provider) -> None:
    channel = connected(google)
    with in_workspace(channel.workspace_id):
        Mailbox.objects.update(tokens="")
    assert channel.token is not None
    with pytest.raises(ChannelError, match="no_consent"):
        channel.token()
    assert {"consent", "no_consent"} <= actions.PATIENT
