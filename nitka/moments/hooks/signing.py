"""Whether a payload was sent by whoever holds the secret, in the common forms. Pure; compared in constant time."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from nitka.moments.hooks.rows import Signing

TOLERANCE = timedelta(minutes=5)
HEADERS = {
    Signing.TOKEN: "x-webhook-token",
    Signing.GITHUB: "x-hub-signature-256",
    Signing.SHOPIFY: "x-shopify-hmac-sha256",
    Signing.STRIPE: "stripe-signature",
    Signing.STANDARD: "webhook-signature",
}
WORDS = ("authorization", "x-api-key", "x-webhook-token", "?token")  # these are the secret itself
MOST = 20  # signatures that are looked at


class Refused(ValueError):
    """It is not proven; the text is a code: no_secret, no_signature, wrong_signature, stale."""


def check(signing: str, secret: str, header: str, head: Mapping[str, str], body: bytes, at: datetime) -> None:
    """Raise Refused unless the payload, received `at`, is proven. `head`: headers in small letters, and `?token`."""
    if signing == Signing.NONE:
        return
    if not secret:
        raise Refused("no_secret")
    form = Signing(signing)
    given = head.get(header.lower() or HEADERS[form], "")
    if form == Signing.TOKEN:
        given = given or head.get("authorization", "") or head.get("x-api-key", "") or head.get("?token", "")
    if not given:
        raise Refused("no_signature")
    _FORMS[form](secret, given, head, body, at)


def hidden(word: str) -> str:
    """A secret word as it may be kept."""
    return "sha256:" + hashlib.sha256(word.removeprefix("Bearer ").strip().encode("utf-8", "replace")).hexdigest()


def _token(secret: str, given: str, _head: Mapping[str, str], _body: bytes, _at: datetime) -> None:
    _same([given if given.startswith("sha256:") else hidden(given)], hidden(secret))


def _github(secret: str, given: str, _head: Mapping[str, str], body: bytes, _at: datetime) -> None:
    _same([given.removeprefix("sha256=").strip().lower()], _mac(secret.encode(), body).hex())


def _shopify(secret: str, given: str, _head: Mapping[str, str], body: bytes, _at: datetime) -> None:
    _same([given.strip()], base64.b64encode(_mac(secret.encode(), body)).decode())


def _stripe(secret: str, given: str, _head: Mapping[str, str], body: bytes, at: datetime) -> None:
    parts = [part.strip().partition("=") for part in given.split(",")[:MOST]]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    _fresh(stamp, at)
    made = _mac(secret.encode(), stamp.encode() + b"." + body).hex()
    _same([value for name, _, value in parts if name == "v1"], made)


def _standard(secret: str, given: str, head: Mapping[str, str], body: bytes, at: datetime) -> None:
    key, stamp = head.get("webhook-id", ""), head.get("webhook-timestamp", "")
    if not key:
        raise Refused("no_signature")
    _fresh(stamp, at)
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("no_secret") from None
    made = base64.b64encode(_mac(raw, f"{key}.{stamp}.".encode() + body)).decode()
    _same([one.removeprefix("v1,") for one in given.split()[:MOST] if one.startswith("v1,")], made)


_FORMS = {
    Signing.TOKEN: _token, Signing.GITHUB: _github, Signing.SHOPIFY: _shopify, Signing.STRIPE: _stripe,
    Signing.STANDARD: _standard,
}  # fmt: skip


def _mac(secret: bytes, text: bytes) -> bytes:
    return hmac.new(secret, text, hashlib.sha256).digest()


def _fresh(stamp: str, at: datetime) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        raise Refused("no_signature")
    if abs(at.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise Refused("stale")


def _same(given: list[str], wanted: str) -> None:
    found = [hmac.compare_digest(one.encode("utf-8", "replace"), wanted.encode()) for one in given]
    if not any(found):
        raise Refused("wrong_signature")
