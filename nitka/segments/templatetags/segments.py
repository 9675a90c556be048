"""Figures and days for the pages of segments."""

from collections.abc import Mapping
from datetime import date

from django import template

from nitka.ui import words

register = template.Library()


@register.filter
def figured(value: float) -> str:
    """A figure as the reader writes it."""
    return words.figure(value)


@register.filter
def seconds(value: float) -> str:
    """Seconds to a tenth."""
    return words.figure(value, 1)


@register.filter
def plainly(value: float) -> str:
    """A number as SVG reads it, whatever the reader's language."""
    return f"{value:.1f}"


@register.filter
def from_axis(value: float) -> str:
    """Where a bar above the axis begins."""
    return f"{65 - value:.1f}"


@register.filter
def at(found: Mapping[int, int], key: int) -> str:
    """A figure by its place; nothing where there is none."""
    return words.figure(found[key]) if key in found else ""


@register.simple_tag
def when_day(day: date) -> str:
    """A day as it is read."""
    return words.date_of(day)
