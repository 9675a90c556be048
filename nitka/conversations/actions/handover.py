"""The card of facts that goes with a conversation when it changes hands, and when its customer comes back."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from nitka.conversations.handover.gather import gather
from nitka.conversations.models import Assignment, Conversation
from nitka.kit.db.bulk import insert
from nitka.kit.text import scrub, scrub_json

LONGEST = 1_000  # characters of who hands over
MOST = 200  # conversations handed on at once that get a card; more are moved by the hundred, not read


def details(conversation_ids: Sequence[UUID], words: str = "") -> dict[UUID, dict[str, Any]]:
    """Conversation → what its assignment keeps: the card as it is now."""
    if len(conversation_ids) > MOST:
        return {}
    found = gather(conversation_ids, scrub(words).strip()[:LONGEST])
    return {key: {"card": scrub_json(facts.kept())} for key, facts in found.items()}


def returned(conversations: Iterable[Conversation], keys: Collection[UUID]) -> None:
    """Of these those with `keys` are of customers who came back: a card for whoever has each. None: nothing is read."""
    if not keys:
        return
    back = [row for row in conversations if row.pk in keys]
    kept = details([row.pk for row in back])
    insert(
        Assignment(
            conversation_id=row.pk, member_id=row.assignee_id, reason="returned", detail=kept.get(row.pk, {})
        )
        for row in back
    )
