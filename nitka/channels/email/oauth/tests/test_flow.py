"""Consent, codes and renewal against a provider over HTTP; the tokens open a real mailbox."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from nitka.bench.dovecot import dovecot
from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.email import relay
from nitka.channels.email.fetch.imap import Imap
from nitka.channels.email.fetch.pop3 import Pop3
from nitka.channels.email.fetch.tests.boxes import Box, read
from nitka.channels.email.oauth.flow import consent
from nitka.channels.email.oauth.tests.provider import Provider, provider
from nitka.channels.fetching import Cursor, Tokens
from nitka.kit import clock
from nitka.kit.ids import uuid7
from nitka.kit.ports import free_port

BACK = "https://nitka.example/w/uklad/settings/channels/consent/"
VERIFIER = "v" * 64


@pytest.fixture
def google() -> Iterator[Provider]:
    with provider() as running:
        yield running


def channel(of: Provider, **more: object) -> ChannelInfo:
    settings = {"address": of.user, "oauth": {**of.settings(), **more}}
    return ChannelInfo(id=uuid7(), workspace_id=uuid7(), settings=settings, secrets={"oauth_client_secret": "sesame"})


def agreed(of: Provider, to: ChannelInfo) -> Tokens:
    back = of.consents(consent.url(to, redirect=BACK, state="s", verifier=VERIFIER))
    return consent.exchange(to, redirect=BACK, code=back["code"], verifier=VERIFIER)


@pytest.mark.parametrize("name", ["google", "microsoft"])
def test_consent_is_asked_for_as_documented(google: Provider, name: str) -> None:
    made = channel(google, provider=name, authorize_url="", token_url="", tenant="uklad.example")
    url = urlsplit(consent.url(made, redirect=BACK, state="s", verifier=VERIFIER))
    asked = parse_qs(url.query)
    assert url.hostname == {"google": "accounts.google.com", "microsoft": "login.microsoftonline.com"}[name]
    assert (asked["redirect_uri"], asked["state"], asked["login_hint"]) == ([BACK], ["s"], [google.user])
    assert asked["code_challenge"] != [VERIFIER]
    assert name == "google" or "/uklad.example/" in url.path


def test_a_code_gives_tokens_once_and_to_its_owner_only(google: Provider) -> None:
    made = channel(google)
    back = google.consents(consent.url(made, redirect=BACK, state="s", verifier=VERIFIER))
    with pytest.raises(ChannelError, match="consent"):
        consent.exchange(made, redirect=BACK, code=back["code"], verifier="another")
    tokens = agreed(google, made)
    assert tokens.access in google.access
    assert tokens.expires > clock.now()


def test_tokens_are_renewed_until_consent_is_withdrawn(google: Provider) -> None:
    made = channel(google)
    first = agreed(google, made)
    second = consent.renew(made, first.refresh)
    assert second.access != first.access
    google.revoked = True
    with pytest.raises(ChannelError) as raised:
        consent.renew(made, second.refresh)
    assert (raised.value.reason, raised.value.permanent) == ("consent", False)
    assert "revoked" in raised.value.detail


def test_a_provider_that_is_away_or_in_the_open_is_said(google: Provider) -> None:
    for url in ("http://127.0.0.1:1/token", "http://provider.example/token"):
        with pytest.raises(ChannelError, match="provider"):
            consent.renew(channel(google, token_url=url), "x")


def test_a_token_opens_a_real_mailbox(google: Provider) -> None:
    with dovecot(introspection=f"{google.url}/who/") as server:
        box = Box(server, google.user)
        box.put(1)
        access = agreed(google, channel(google)).access
        for protocol, kind in (("imap", Imap), ("pop3", Pop3)):
            opened = kind(box.account(protocol, password="", token=lambda: access))
            assert read(opened, Cursor("INBOX")) == ["1"]
            with pytest.raises(ChannelError, match="auth_in"):
                kind(box.account(protocol, password="", token=lambda: "stolen"))


class Door:
    """An SMTP server that knows tokens only."""

    def __init__(self, tokens: set[str]) -> None:
        self.tokens = tokens

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        return AuthResult(success=any(f"Bearer {token}\x01\x01" in said for token in self.tokens), handled=False)


def test_a_token_opens_the_way_out(google: Provider) -> None:
    made = channel(google)
    tokens = agreed(google, made)
    server = Controller(Door(google.access), hostname="127.0.0.1", port=free_port(), auth_require_tls=False)
    server.start()
    try:
        settings = {**made.settings, "relay": {"host": "127.0.0.1", "port": server.port, "security": "none"}}
        relay.check(replace(made, settings=settings, token=lambda: tokens.access))
        relay.close()
        with pytest.raises(ChannelError, match="authentication"):
            relay.check(replace(made, settings=settings, token=lambda: "stolen"))
    finally:
        server.stop()
