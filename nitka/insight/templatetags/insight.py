"""How the page writes its figures, and addresses with something changed."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from nitka.feedback.factors import BY_KEY
from nitka.feedback.metrics.compare import Difference
from nitka.feedback.models import Rating
from nitka.insight.filters import Filters
from nitka.ui.words import figure

register = template.Library()


@register.filter
def interval(value: Any, digits: int = 0) -> str:
    """`{{ share|interval }}`: 75–79, in percent; what has a low and a high will do."""
    return f"{figure(100 * value.low, digits)}–{figure(100 * value.high, digits)}"


@register.filter
def signed(value: float, digits: int = 1) -> str:
    """`{{ difference.value|signed }}`: +4.9 or −21.4, in points."""
    points = round(100 * value, digits)
    return f"+{figure(points, digits)}" if points > 0 else figure(points or 0.0, digits)  # a zero has no sign


@register.filter
def span(value: Difference, digits: int = 1) -> str:
    """`{{ difference|span }}`: from −7.9 to −1.6."""
    return _("from %(low)s to %(high)s") % {"low": signed(value.low, digits), "high": signed(value.high, digits)}


@register.filter
def dots(value: Difference, digits: int = 0) -> str:
    """`{{ difference|dots }}`: −30 … −13."""
    return f"{signed(value.low, digits)} … {signed(value.high, digits)}"


@register.simple_tag
def go(filters: Filters, **changes: Any) -> str:
    """`{% go f who="happy" %}`: the same reading with something changed."""
    return filters.url(**changes)


@register.simple_tag
def reasons(rating: Rating) -> str:
    """The reasons ticked, in the customer's words; a dash for none."""
    chosen = [BY_KEY[key] for key in rating.factors if key in BY_KEY]
    return ", ".join(str(f.high if rating.mood > 0 else f.low) for f in chosen) or "–"
