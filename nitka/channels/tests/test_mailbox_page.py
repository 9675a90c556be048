"""The page of a mailbox: what is wrong in words, a test of the connection, the owner's consent in a browser."""

from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, build_opener

import pytest
from django.db import connection
from django.test import Client

from nitka.accounts.models import Role, User, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels.actions import create_channel
from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.email.oauth.tests.provider import provider
from nitka.channels.fetching import Step
from nitka.channels.mailboxes import access, actions
from nitka.channels.models import Channel, Mailbox, MailboxFolder
from nitka.channels.registry import fetching
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
IMAP = {"host": "127.0.0.1", "port": 1, "security": "none"}


@pytest.fixture
def workspace() -> Workspace:
    return accounts.workspace(slug="uklad", language="en")


def signed_in(workspace: Workspace, role: str = Role.OWNER) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=accounts.member(workspace, role=role).user_id))
    return client


def mailbox(workspace: Workspace, **settings: Any) -> tuple[Channel, str]:
    given = {"address": "help@uklad.example", "imap": IMAP, **settings}
    secrets = {"imap_password": "x", "oauth_client_secret": "sesame"}
    made = create_channel(workspace=workspace, kind="email", name="Mail", settings=given, secrets=secrets)
    return made, f"/w/uklad/settings/channels/{made.pk}/"


def trouble(workspace: Workspace, reason: str) -> None:
    with in_workspace(workspace.id):
        error = ChannelError(reason, permanent=False, detail="535 said the server")
        actions.trouble(mailbox_id=Mailbox.objects.get().pk, error=error)


def test_trouble_is_said_in_words_and_counted_in_the_settings(workspace: Workspace) -> None:
    _, url = mailbox(workspace)
    trouble(workspace, "auth_in")
    page = signed_in(workspace).get(url).content.decode()
    for words in ("Letters do not come in. The mailbox did not accept", "app passwords", "535 said the server"):
        assert words in page
    listed = signed_in(workspace, Role.ADMINISTRATOR).get("/w/uklad/settings/channels/").content.decode()
    assert "no letters come in" in listed
    assert "need attention" in listed


def test_letters_that_could_not_be_had_are_named(workspace: Workspace) -> None:
    _, url = mailbox(workspace)
    with in_workspace(workspace.id):
        box = Mailbox.objects.get()
        MailboxFolder.objects.create(mailbox_id=box.pk, name="INBOX", skipped={"17": "stalled"})
        actions.reconciled(
            mailbox=box, result={"since": "2026-11-20T00:00:00+00:00", "there": 5, "here": 3, "mended": 2}
        )
    page = signed_in(workspace).get(url).content.decode()
    assert "Letter 17 in INBOX could not be fetched" in page
    assert "2 letters were missing here and have been fetched" in page


def test_the_connection_test_says_where_it_stops(workspace: Workspace) -> None:
    _, url = mailbox(workspace, relay={"host": "nobody.invalid"})
    answer = signed_in(workspace).post(f"{url}mailbox/test/").content.decode()
    assert "Nobody answers at this address and port" in answer
    assert "There is no public server of this name" in answer


def test_no_transaction_waits_for_the_network(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _, url = mailbox(workspace)
    seen: list[tuple[bool, bool]] = []

    def tried(_channel: ChannelInfo) -> dict[str, list[Step]]:
        seen.append((connection.in_atomic_block, connection.connection is None))
        return {}

    monkeypatch.setattr(fetching("email"), "check", tried)
    assert signed_in(workspace).post(f"{url}mailbox/test/").status_code == 200
    assert seen == [(False, True)], "the connection is back in the pool while we wait"


def test_a_look_at_once_forgets_what_was_to_be_waited_for(workspace: Workspace) -> None:
    _, url = mailbox(workspace)
    trouble(workspace, "auth_in")
    assert signed_in(workspace).post(f"{url}mailbox/look/").status_code == 302
    with in_workspace(workspace.id):
        assert Mailbox.objects.get().next_at is None


def test_the_owner_agrees_in_a_browser(workspace: Workspace) -> None:
    with provider() as google:
        _, url = mailbox(workspace, oauth=google.settings())
        client = signed_in(workspace)
        away = client.post(f"{url}mailbox/consent/")
        assert away.context["url"].startswith(google.url)
        back = urlsplit(location(away.context["url"]))
        forged = client.get(f"{back.path}?code=x&state=forged", follow=True).content.decode()
        assert "This sign-in has run out" in forged
        away = client.post(f"{url}mailbox/consent/")
        back = urlsplit(location(away.context["url"]))
        assert client.get(f"{back.path}?{back.query}").status_code == 302
        with in_workspace(workspace.id):
            tokens = access.opened(Mailbox.objects.get())
        assert tokens is not None
        assert tokens.access in google.access
        assert "has run out" in client.get(f"{back.path}?{back.query}", follow=True).content.decode(), "once"


def test_a_refusal_is_said(workspace: Workspace) -> None:
    with provider() as google:
        _, url = mailbox(workspace, oauth=google.settings())
        client = signed_in(workspace)
        state = urlsplit(location(client.post(f"{url}mailbox/consent/").context["url"])).query.rpartition("state=")[2]
        answer = client.get(f"/w/uklad/settings/channels/consent/?error=access_denied&state={state}", follow=True)
        assert "has not given consent yet" in answer.content.decode()


@pytest.mark.parametrize("path", ["mailbox/test/", "mailbox/look/", "mailbox/consent/"])
def test_only_administrators_may(workspace: Workspace, path: str) -> None:
    _, url = mailbox(workspace)
    assert signed_in(workspace, Role.AGENT).post(url + path).status_code == 403


def test_a_mailbox_is_added_by_its_address_and_password(workspace: Workspace) -> None:
    client = signed_in(workspace)
    form = {"name": "Shop", "address": "Shop@Yandex.ru", "password": "secret-for-programs"}
    answer = client.post("/w/uklad/settings/channels/new/email/", form)
    page = client.get(answer["Location"]).content.decode()
    assert "imap.yandex.ru" in page
    assert "smtp.yandex.ru" in page
    assert "secret-for-programs" not in page
    with in_workspace(workspace.id):
        made = Channel.objects.get()
        assert made.secrets == {"imap_password": "secret-for-programs", "relay_password": "secret-for-programs"}
        assert Mailbox.objects.get().is_on


def test_what_the_form_says_is_kept(workspace: Workspace) -> None:
    made, url = mailbox(workspace)
    form = {"name": "Mail", "address": "help@uklad.example", "is_active": "on", "security": "starttls"}
    form |= {"fetch": "pop3", "in_host": "pop.example", "in_port": "995", "in_security": "tls", "in_password": "new"}
    form |= {"sign_in": "password", "after": "nothing", "first": "all"}
    client = signed_in(workspace)
    assert client.post(url, form | {"in_host": ""}).status_code == 422
    assert client.post(url, form | {"sign_in": "google"}).status_code == 422
    assert client.post(url, form).status_code == 302
    with in_workspace(workspace.id):
        made.refresh_from_db()
        assert made.settings["imap"] is None
        assert made.settings["pop3"]["host"] == "pop.example"
        assert made.secrets["pop3_password"] == "new"
        assert Mailbox.objects.get().account.startswith("pop3://")
    assert client.post(url, form | {"is_active": ""}).status_code == 302
    with in_workspace(workspace.id):
        assert not Mailbox.objects.get().is_on


class _Stay(HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response


def location(url: str) -> str:
    """Where the provider sends a browser back to."""
    answer = build_opener(_Stay).open(url)
    return str(answer.headers["Location"])
