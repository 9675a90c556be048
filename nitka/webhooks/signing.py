"""Signatures of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`. Pure."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """Thirty-two bytes, as verifiers take them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, key: str, stamp: int, body: bytes) -> str:
    """One signature with its version."""
    text = f"{key}.{stamp}.".encode() + body
    made = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), text, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def headers(secrets_in_force: Iterable[str], key: str, stamp: int, body: bytes) -> dict[str, str]:
    """What goes with a delivery: a signature for each secret in force, so that one can be replaced without a gap."""
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(sign(secret, key, stamp, body) for secret in secrets_in_force),
    }
