"""A visitor's session: a signed token that needs no row, `v1.<session>.<signature>`, bound to its channel."""

import base64
import hmac
from functools import lru_cache
from uuid import UUID

from django.utils.crypto import salted_hmac

from nitka.kit.ids import uuid7


def make(channel_id: UUID) -> tuple[UUID, str]:
    """A new session and its token."""
    session = uuid7()
    return session, token(channel_id, session)


def token(channel_id: UUID, session: UUID) -> str:
    """The token of a session."""
    return f"v1.{session}.{_signature(channel_id, session)}"


def read(channel_id: UUID, given: str) -> UUID | None:
    """The session of a token made for this channel; None for any other text."""
    return _read(channel_id, given) if len(given) <= 200 and given.isascii() else None


@lru_cache(20_000)  # a visitor shows the same token with everything they do
def _read(channel_id: UUID, given: str) -> UUID | None:
    version, _, rest = given.partition(".")
    name, _, signature = rest.partition(".")
    if version != "v1":
        return None
    try:
        session = UUID(name)
    except ValueError:
        return None
    return session if hmac.compare_digest(signature, _signature(channel_id, session)) else None


def _signature(channel_id: UUID, session: UUID) -> str:
    digest = salted_hmac("nitka.chat.session", f"{channel_id}:{session}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
