"""`{% load desk %}`: a list's rows, drawn without a template: fifty on every page and in every refresh."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nitka.conversations.desk.frame import Person
from nitka.conversations.desk.row import KEPT, Row
from nitka.ui.templatetags.ui import colleague, icon

register = template.Library()
_RING = (
    '<svg class="ring" viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="15.9" pathLength="100"/>'
    '<circle cx="18" cy="18" r="15.9" pathLength="100" style="--p:{}"/></svg>'
)


@register.simple_tag
def rows(lines: Iterable[Row], base: str, query: str, current: int | None) -> SafeString:
    """List items of one group."""
    words = _("waiting"), _("unread"), icon("snooze", "s"), _("Draft")
    tail = f"/?{escape(query)}" if query else "/"
    return mark_safe("\n".join(_row(line, base, tail, line.number == current, words) for line in lines))  # noqa: S308 - escaped below


@register.simple_tag
def colleagues(people: Iterable[Person], has: UUID | None, me: UUID) -> SafeString:
    """Whom one can give it to; a company has hundreds."""
    free = {"away": _("away"), "busy": _("busy")}
    you = _("%(name)s (you)")
    return mark_safe(  # noqa: S308 - escaped
        "".join(
            f'<button name="member" value="{one.id}"{" aria-current=true" if one.id == has else ""}>'
            f'{colleague(one.name, one.id, size="s")}<span class="cut">'
            f'{escape(you % {"name": one.name} if one.id == me else one.name)}</span>'
            f'<span class="push c-3 t-s cut" data-here-words="{one.id}">{free.get(one.availability, "")}</span>'
            "</button>"
            for one in people
        )
    )


@lru_cache(KEPT)
def _row(row: Row, base: str, tail: str, current: bool, words: tuple[str, str, str, str]) -> str:
    waiting, unread, asleep, draft = words
    called = escape(row.name)
    kind = f"row{' unread' if row.unread else ''}{' asleep' if row.asleep else ''}"
    end = ""
    if row.wait:
        ring = _RING.format(row.filled)
        end = f'<span class="sla {row.level}">{ring}<span class="vh">{waiting} </span>{row.wait}</span>'
    tags = "".join(f'<span class="tag {tone}">{escape(name)}</span>' for name, tone in row.tags[:3])
    tags = f'<span class="tags">{tags}</span>' if tags else ""
    begun = f'<span class="c-warn">{draft}</span> · ' if row.draft else ""
    return (
        f'<li id="c-{row.id}"><a class="{kind}" href="{base}{row.number}{tail}" data-swap="thread customer" data-push'
        f'{" aria-current=true" if current else ""}>'
        f'<span class="ava" style="--h:{row.hue}" aria-hidden="true">{escape(row.initials) or "?"}'
        f'<span class="ch"><svg class="i"><use href="{row.icon}"/></svg></span></span>'
        f'<span class="name cut" title="{called}">{called}</span>'
        f'<span class="when">{asleep if row.asleep else ""}<span class="vh">{escape(row.channel)}, </span>'
        f'<time datetime="{row.iso}">{row.when}</time></span>'
        f'<span class="line"><span class="subj cut">{escape(row.subject)}</span>{tags}</span>'
        f'<span class="line"><span class="snip cut">{begun}{escape(row.snippet)}</span><span class="end">{end}'
        f'{f"<span class=vh>{unread}</span>" if row.unread else ""}</span></span></a></li>'
    )
