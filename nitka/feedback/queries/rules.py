"""How channels ask."""

from collections.abc import Iterable
from uuid import UUID

from nitka.feedback.models import Rule


def rules_of(channel_ids: Iterable[UUID]) -> dict[UUID, Rule]:
    """The rule of each channel; where none was set, the usual one, unsaved."""
    wanted = set(channel_ids)
    kept = {rule.channel_id: rule for rule in Rule.objects.filter(channel_id__in=wanted)}
    return {channel_id: kept.get(channel_id) or Rule(channel_id=channel_id) for channel_id in wanted}


def rule_of(channel_id: UUID | None) -> Rule:
    """The rule of one channel, or the usual one."""
    return rules_of([channel_id])[channel_id] if channel_id else Rule()
