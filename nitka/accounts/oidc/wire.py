"""What goes between us and the provider. By `kit.outside`: to the open internet, or where the operator lets."""

import ipaddress
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from nitka.accounts.oidc.trouble import Trouble
from nitka.kit import outside

LIMIT = 256 * 1024
SECONDS = 8.0
_CODES = {
    "no such host": "no_host",
    "not a public address": "inside",
    "not an address of the web": "address",
    "not a port": "address",
    "SSLCertVerificationError": "tls",
    "SSLError": "tls",
}


def get_json(url: str, bearer: str = "") -> dict[str, Any]:
    """A document of the provider's. Raises Trouble."""
    reply = _ask(url, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})
    if reply.status != 200:
        raise Trouble("status", f"{reply.status} {reply.location}".strip())
    return _object(reply)


def post_form(url: str, form: dict[str, str], authorization: str = "") -> tuple[int, dict[str, Any]]:
    """What the provider says to a form: status and body, for an error has one too. Raises Trouble."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if authorization:
        headers["Authorization"] = authorization
    reply = _ask(url, method="POST", headers=headers, body=urlencode(form).encode())
    return reply.status, _object(reply)


def _ask(url: str, **how: Any) -> outside.Reply:
    allowed = _secure if urlsplit(url).scheme == "https" else _inside
    try:
        return outside.ask(url, limit=LIMIT, seconds=SECONDS, allowed=allowed, **how)
    except outside.Unfetched as error:
        code = _CODES.get(str(error), "silent")
        plain = code == "inside" and allowed is _inside
        raise Trouble("plain" if plain else code, "" if str(error) in _CODES else str(error)) from error


def _inside(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(network, strict=False) for network in settings.INSIDE_NETWORKS)


def _secure(address: str) -> bool:
    return outside.is_public(address) or _inside(address)


def _object(reply: outside.Reply) -> dict[str, Any]:
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Trouble("not_json", f"{reply.status} {reply.type}")
    return found
