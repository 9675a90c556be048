"""Signed URLs of the stream: which topics a browser may hear, for whom, until when it must connect."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing

from nitka.kit import clock

LIFETIME = 300.0
SALT = "nitka.realtime.stream"
MOST_TOPICS = 20
WAKE = "nitka_outbox"  # the sequencer listens


class Refused(Exception):
    """The URL opens no stream; `code` is `signature` or `expired`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Ticket:
    """What a signed URL says."""

    topics: tuple[str, ...]
    subjects: tuple[str, ...]  # whose rights these are: a revocation of any of them ends the stream
    issued: float


def inbox(workspace_id: UUID) -> str:
    """All conversations of a workspace."""
    return f"inbox:{workspace_id}"


def list_of(workspace_id: UUID, whose: object) -> str:
    """One list of conversations: a member's, a team's (their ids), nobody's ("nobody"). A page that shows one hears
    it alone; of everything that happens a hundred pages would hear the same nothing with every message."""
    return f"list:{workspace_id}:{whose}"


def conversation(conversation_id: UUID) -> str:
    """One thread."""
    return f"conversation:{conversation_id}"


def visitor(session_id: UUID | str) -> str:
    """One visitor's widget."""
    return f"visitor:{session_id}"


def insight(workspace_id: UUID) -> str:
    """Figures of a workspace."""
    return f"insight:{workspace_id}"


def merges(workspace_id: UUID) -> str:
    """Pairs of customers that wait for somebody: asked about, decided, taken back."""
    return f"merges:{workspace_id}"


def sources(workspace_id: UUID) -> str:
    """What arrives by a workspace's sources of events."""
    return f"sources:{workspace_id}"


def webhooks(workspace_id: UUID) -> str:
    """How deliveries to a workspace's endpoints go."""
    return f"webhooks:{workspace_id}"


def member(member_id: UUID) -> str:
    """One member's own news."""
    return f"member:{member_id}"


def faces(workspace_id: UUID) -> str:
    """Who of a workspace's members is here."""
    return f"faces:{workspace_id}"


def session(key: str) -> str:
    """A signed-in browser, as a subject of revocation: its key itself stays out of URLs."""
    return f"session:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def revocation(subject: str) -> str:
    """Where a stream hears that its rights have ended."""
    return f"revoke:{subject}"


def stream_url(
    topics: Sequence[str], *, subjects: Sequence[str] = (), after: int | None = None, base: str | None = None
) -> str:
    """A URL of `/stream` that opens within five minutes.

    `subjects` name whose rights these are (`member:<id>`, `session:<key>`). `base` is the origin; by default that of
    NITKA_STREAM_URL, else the URL is relative to the page's.
    """
    if len(topics) > MOST_TOPICS:
        raise ValueError(f"at most {MOST_TOPICS} topics a stream")
    body = {"t": list(topics), "s": list(subjects), "i": clock.now().timestamp()}
    query: dict[str, Any] = {"t": signing.dumps(body, salt=SALT, compress=True)}
    if after is not None:
        query["after"] = after
    origin = getattr(settings, "STREAM_URL", "") or base or ""
    return f"{origin.rstrip('/')}/stream?{urlencode(query)}"


def read(token: str) -> Ticket:
    """The ticket in a URL; raises Refused."""
    try:
        body = signing.loads(token, salt=SALT)
        ticket = Ticket(tuple(body["t"]), tuple(body["s"]), float(body["i"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise Refused("signature") from None
    if clock.now().timestamp() > ticket.issued + LIFETIME:
        raise Refused("expired")
    return ticket
