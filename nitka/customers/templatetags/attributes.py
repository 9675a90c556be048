"""`{% load attributes %}`."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(known: Mapping[str, str], key: str) -> str:
    """`{{ line.own|of:key }}`: what is known by a key, or nothing."""
    return known.get(key, "")
