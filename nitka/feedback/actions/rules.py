"""How a channel asks."""

from uuid import UUID

from nitka.feedback.factors import clean
from nitka.feedback.metrics.scales import RANGES
from nitka.feedback.models import Rule


def set_rule(
    *,
    channel_id: UUID,
    is_on: bool = True,
    scale: str = "csat",
    factors: list[str] | None = None,
    rest_days: int = 7,
    open_days: int = 30,
    task_hours: int = 24,
) -> Rule:
    """Keep how ratings are asked for in a channel; what was asked before stays as it was asked."""
    if scale not in RANGES or not (0 <= rest_days <= 365 and 1 <= open_days <= 365 and 1 <= task_hours <= 720):
        raise ValueError("a rule out of its limits")
    values = {
        "is_on": is_on,
        "scale": scale,
        "factors": clean(factors or []),
        "rest_days": rest_days,
        "open_days": open_days,
        "task_hours": task_hours,
    }
    rule, _ = Rule.objects.update_or_create(channel_id=channel_id, defaults=values)
    return rule
