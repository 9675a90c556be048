"""What a provider says of itself at `/.well-known/openid-configuration`, and its keys; both kept for some minutes."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from nitka.accounts.oidc.trouble import Trouble
from nitka.accounts.oidc.wire import get_json

KEPT = 600.0  # seconds
REREAD = 30.0  # at most so often because of a key that we do not know
_kept: dict[str, tuple[float, Any]] = {}


@dataclass(frozen=True, slots=True)
class Provider:
    """The addresses that sign-in needs."""

    issuer: str
    authorize: str
    token: str
    keys: str
    userinfo: str
    basic: bool  # the secret goes in a header


def discover(issuer: str) -> Provider:
    """The provider's settings. Raises Trouble."""
    found: Provider = _remembered(f"p {issuer}", KEPT, lambda: _read(issuer))
    return found


def keys(provider: Provider, *, anew: bool = False) -> list[dict[str, Any]]:
    """The provider's public keys; `anew` because one is missing. Raises Trouble."""
    found: list[dict[str, Any]] = _remembered(
        f"k {provider.keys}", REREAD if anew else KEPT, lambda: _keys(provider.keys)
    )
    return found


def forget() -> None:
    """The configuration has changed: read all of it again."""
    _kept.clear()


def _read(issuer: str) -> Provider:
    parts = urlsplit(issuer)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        raise Trouble("address")
    found = get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Trouble("issuer", str(found.get("issuer") or ""))
    challenges = found.get("code_challenge_methods_supported")
    if isinstance(challenges, list) and "S256" not in challenges:
        raise Trouble("pkce")
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]  # the standard's default
    return Provider(
        issuer=issuer,
        authorize=_endpoint(found, "authorization_endpoint"),
        token=_endpoint(found, "token_endpoint"),
        keys=_endpoint(found, "jwks_uri"),
        userinfo=_endpoint(found, "userinfo_endpoint") if found.get("userinfo_endpoint") else "",
        basic="client_secret_post" not in methods,
    )


def _endpoint(found: dict[str, Any], name: str) -> str:
    url = found.get(name)
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise Trouble("endpoints", name)
    return url


def _keys(url: str) -> list[dict[str, Any]]:
    try:
        found = get_json(url).get("keys")
    except Trouble as trouble:
        raise Trouble("keys", f"{trouble.code} {trouble.detail}".strip()) from trouble
    if not isinstance(found, list) or not found:
        raise Trouble("keys")
    return [key for key in found if isinstance(key, dict)]


def _remembered(name: str, lasts: float, read: Any) -> Any:
    kept = _kept.get(name)
    if kept is None or time.monotonic() - kept[0] > lasts:
        kept = _kept[name] = (time.monotonic(), read())
    return kept[1]
