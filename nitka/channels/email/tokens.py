"""Message-IDs of ours, `<message's uuid>.<signature>@<domain>`: a reply finds its thread and nobody can guess one."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from uuid import UUID

_OURS = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.([0-9a-f]{20})(?=[@>\s]|$)", re.IGNORECASE)


def sign(message: UUID, workspace: UUID, key: bytes) -> str:
    """The local part of a Message-ID of ours."""
    return f"{message}.{_mac(message, workspace, key)}"


def ours(text: str, workspace: UUID, key: bytes) -> list[UUID]:
    """The ids of our messages named in some text, in order, only those whose signature is right."""
    found: list[UUID] = []
    if not key or "." not in text:
        return found
    for hit in _OURS.finditer(text):
        message = UUID(hit[1])
        if message not in found and hmac.compare_digest(_mac(message, workspace, key), hit[2].lower()):
            found.append(message)
    return found


def nearest_first(texts: Iterable[str], workspace: UUID, key: bytes) -> list[UUID]:
    """In-Reply-To, then References from their end."""
    found: list[UUID] = []
    for text in texts:
        found += [one for one in ours(text, workspace, key) if one not in found]
    return found


def _mac(message: UUID, workspace: UUID, key: bytes) -> str:
    if not key:
        raise ValueError("no key to sign with")
    return hmac.new(key, b"mail" + workspace.bytes + message.bytes, hashlib.sha256).hexdigest()[:20]
