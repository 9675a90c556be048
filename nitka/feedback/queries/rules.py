"""How channels ask."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nitka.feedback.metrics.shares import LEAST, Least
from nitka.feedback.models import Rule


def rules_of(channel_ids: Iterable[UUID]) -> dict[UUID, Rule]:
    """The rule of each channel; where none was set, the usual one, unsaved."""
    wanted = set(channel_ids)
    kept = {rule.channel_id: rule for rule in Rule.objects.filter(channel_id__in=wanted)}
    return {channel_id: kept.get(channel_id) or Rule(channel_id=channel_id) for channel_id in wanted}


def least_of(settings: Mapping[str, Any]) -> Least:
    """How many answers a workspace wants before a share is shown or compared; the usual numbers by default."""
    given = settings.get("least")
    if not isinstance(given, dict):
        return LEAST
    return Least(int(given.get("shown", LEAST.shown)), int(given.get("compared", LEAST.compared)))


def rule_of(channel_id: UUID | None) -> Rule:
    """The rule of one channel, or the usual one."""
    return rules_of([channel_id])[channel_id] if channel_id else Rule()
