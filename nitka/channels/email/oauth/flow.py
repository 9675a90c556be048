"""The three steps of RFC 6749 and 7636: ask for consent, exchange the code, renew what has run out."""

import base64
import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from typing import Any

from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.fetching import Tokens
from nitka.kit import clock

from ..fetch.account import is_loopback
from .providers import Provider, uses_oauth

PATIENCE = 15.0
LARGEST = 100_000
_WITHDRAWN = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})


class Consent:
    """The consent side of the e-mail plug-in (`fetching.Consent`)."""

    def wanted(self, channel: ChannelInfo) -> bool:
        """Whether the channel logs in by a provider's token."""
        return uses_oauth(channel.settings)

    def url(self, channel: ChannelInfo, *, redirect: str, state: str, verifier: str) -> str:
        """Where the mailbox's owner is sent to say yes."""
        provider = Provider.of(channel)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "client_id": provider.client_id,
            "response_type": "code",
            "redirect_uri": redirect,
            "scope": provider.scope,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "login_hint": str(channel.settings.get("address") or ""),
            **provider.extra,
        }
        return f"{provider.authorize_url}?{urllib.parse.urlencode(asked)}"

    def exchange(self, channel: ChannelInfo, *, redirect: str, code: str, verifier: str) -> Tokens:
        """The code that the provider sent back, for tokens."""
        provider = Provider.of(channel)
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        return _ask(provider, given, "")

    def renew(self, channel: ChannelInfo, refresh: str) -> Tokens:
        """New tokens for the old; raises ChannelError("consent") when the owner has withdrawn it."""
        return _ask(Provider.of(channel), {"grant_type": "refresh_token", "refresh_token": refresh}, refresh)


consent = Consent()


def _ask(provider: Provider, given: dict[str, str], refresh: str) -> Tokens:
    answer = _post(provider, given)
    access = answer.get("access_token")
    if not isinstance(access, str) or not access:
        raise ChannelError("provider", permanent=False, detail="no access token in the answer")
    lasts = answer.get("expires_in")
    seconds = int(lasts) if isinstance(lasts, int | float | str) and str(lasts).isdecimal() else 3600
    kept = answer.get("refresh_token")  # a provider may hand out another one each time, or none
    return Tokens(access, str(kept) if kept else refresh, clock.now() + timedelta(seconds=seconds))


def _post(provider: Provider, given: dict[str, str]) -> dict[str, Any]:
    where = urllib.parse.urlsplit(provider.token_url)
    if where.scheme != "https" and not (where.scheme == "http" and is_loopback(where.hostname or "")):
        raise ChannelError("provider", permanent=True, detail="the provider's address is not https")
    form = {**given, "client_id": provider.client_id, "scope": provider.scope}
    if given["grant_type"] == "authorization_code":
        del form["scope"]
    if provider.client_secret:
        form["client_secret"] = provider.client_secret
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        provider.token_url, urllib.parse.urlencode(form).encode(), {"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            return _json(response.read(LARGEST))
    except urllib.error.HTTPError as error:
        raise _refused(_json(error.read(LARGEST)), error.code) from error
    except (OSError, http.client.HTTPException) as error:
        raise ChannelError("provider", permanent=False, detail=str(error)[:300]) from error


def _refused(answer: dict[str, Any], status: int) -> ChannelError:
    code = str(answer.get("error") or status)
    words = " ".join(f"{code} {answer.get('error_description') or ''}".split())
    return ChannelError("consent" if code in _WITHDRAWN else "provider", permanent=False, detail=words[:300])


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
