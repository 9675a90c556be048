"""Tags of every page: `{% load ui %}`."""

import json
import re
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.templatetags.static import do_static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nitka.kit import clock
from nitka.ui import words
from nitka.ui.templatetags import still

register = template.Library()
SPRITE = Path(__file__).parents[1] / "static" / "ui" / "icons.svg"

CHANNEL_ICONS = {
    "chat": "chat",
    "email": "mail",
    "phone": "phone",
    "telegram": "plane",
    "whatsapp": "wa",
    "vk": "vk",
    "sms": "sms",
    "store": "store",
    "form": "form",
    "api": "web",
}


@cache
def drawn() -> frozenset[str]:
    """The names of all icons in the sprite."""
    return frozenset(re.findall(r'id="i-([\w-]+)"', SPRITE.read_text()))


def mark(kind: str, icon: str = "") -> str:
    """The icon of a channel: the one its plug-in names if there is such a one, else by its kind."""
    return icon if icon in drawn() else CHANNEL_ICONS.get(kind, "globe")


def sprite(name: str) -> str:
    """The address of one icon in the sprite."""
    return f"{staticfiles_storage.url('ui/icons.svg')}#i-{name}"


@register.simple_tag
@lru_cache(1000)  # a page has dozens
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite. Silent for screen readers unless it has a `label` of its own."""
    classes = f"i {size}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, sprite(name)
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, sprite(name))


register.tag("icon", still.constant(register.tags["icon"]))
register.tag("translate", still.translate)
register.tag("trans", still.translate)
register.tag("blocktranslate", still.sentence)
register.tag("blocktrans", still.sentence)
register.tag("static", still.constant(do_static))
register.tag("url", still.url)


@register.simple_tag
@lru_cache(1000)
def channel_icon(kind: str, label: str = "") -> SafeString:
    """A channel's mark: told by its shape."""
    name = mark(kind)
    if label:
        return format_html('<span class="ch" title="{}">{}<span class="vh">{}</span></span>', label, icon(name), label)
    return format_html('<span class="ch" aria-hidden="true">{}</span>', icon(name))


@register.simple_tag
@lru_cache(10_000)
def avatar(name: str, key: object = "", channel: str = "", size: str = "") -> SafeString:
    """A person as initials on a steady hue; `channel` adds the mark of the channel they used last."""
    mark = channel_icon(channel) if channel else ""
    classes = f"ava {size}".strip()
    letters = words.initials(name) or icon("guess", "s")
    return format_html('<span class="{}" style="--h:{}" aria-hidden="true">{}{}</span>',
                       classes, words.hue(key or name), letters, mark)  # fmt: skip


@register.simple_tag
def colleague(name: str, key: object, size: str = "") -> SafeString:
    """A member's avatar; faces.js marks on it how they are."""
    return format_html('<span class="{}" style="--h:{}" data-here="{}" aria-hidden="true">{}</span>',
                       f"ava {size}".strip(), words.hue(key), key, words.initials(name))  # fmt: skip


@register.simple_tag
def when(moment: datetime | None, style: words.Style = "short") -> SafeString:
    """A time as people say it, its exact form one hover away."""
    if moment is None:
        return SafeString("")
    zone = timezone.get_current_timezone()
    return _when(moment, style, zone, clock.now().astimezone(zone).date(), get_language() or "en")


@lru_cache(10_000)  # a page of a list is looked at again and again
def _when(moment: datetime, style: words.Style, zone: tzinfo, today: date, language: str) -> SafeString:
    """Nothing but its arguments goes into it: the words depend on the zone, the day and the language besides."""
    local = timezone.localtime(moment)
    exact = f"{words.when(moment, 'day')}, {words.clock_time(local)}"
    said = escape(words.when(moment, style))
    return SafeString(f'<time datetime="{local.isoformat(timespec="seconds")}" title="{escape(exact)}">{said}</time>')


@register.simple_tag
def figure(value: float | None, digits: int = 0) -> str:
    """A number with the language's separators."""
    return words.figure(value, digits)


@register.simple_tag
def numbered(number: int | str) -> str:
    """`{% numbered conversation.number %}`: #2, in Russian № 2."""
    return words.numbered(number)


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """`{{ share|percent }}`: a share from 0 to 1 as a percentage."""
    return words.percent(share, digits)


@register.filter
def duration(value: timedelta | float | None) -> str:
    """`{{ wait|duration }}`: 6 min, 1 h 10 min."""
    return words.duration(value)


@register.filter
def first_word(text: str | None) -> str:
    """`{{ message.extra_tags|first_word }}`: the address that undoes what a notice tells."""
    return (text or "").partition(" ")[0]


@register.filter
def other_words(text: str | None) -> str:
    """And the parts of the page that change with it."""
    return (text or "").partition(" ")[2]


@register.filter
def filesize(size: int | None) -> str:
    """`{{ bytes|filesize }}`: 1.8 MB."""
    return words.file_size(size)


@register.filter
def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    return words.initials(name)


@register.simple_tag
def face(score: int, label: str = "") -> SafeString:
    """One of five faces, with its word for those who do not see it."""
    return _face(score, label, get_language() or "en")


@lru_cache(1000)
def _face(score: int, label: str, language: str) -> SafeString:
    names = {1: _("very bad"), 2: _("bad"), 3: _("so-so"), 4: _("good"), 5: _("very good")}
    said = label or names[score]
    return format_html('<svg class="face m{}" role="img" aria-label="{}"><use href="{}"/></svg>',
                       score, said, sprite(f"face{score}"))  # fmt: skip


@register.simple_tag
def field(bound: Any, **options: Any) -> SafeString:
    """A form's field with label, hint and error: `{% field form.email hint=… large=1 autocomplete=… %}`."""
    return render_to_string("ui/_field.html", {"field": bound, **_widget(bound, options), **options})


_ATTRIBUTES = ("autocomplete", "placeholder", "autofocus", "inputmode")


def _widget(bound: Any, options: dict[str, Any]) -> dict[str, Any]:
    hint = options.get("hint", bound.help_text)
    described = [f"{bound.id_for_label}-h"] if hint else []
    attrs = {"class": "input l" if options.pop("large", False) else "input"}
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.id_for_label}-e")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    attrs |= {name: str(options.pop(name)) for name in _ATTRIBUTES if name in options}
    return {"input": bound.as_widget(attrs=attrs), "hint": hint}


def script_json(value: Any) -> SafeString:
    """JSON for a script element, which it cannot end."""
    escaped = json.dumps(value).translate({ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"})
    return mark_safe(escaped)  # noqa: S308 - escaped
