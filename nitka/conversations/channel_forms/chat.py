"""The form of a web chat: how it looks and greets, when somebody answers, where it may stand."""

import re
from contextlib import suppress
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.channels.models import Channel
from nitka.conversations.channel_forms.base import ChannelForm
from nitka.conversations.chat.face import LANGUAGES, TEXTS

OWN = "own"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?\Z", re.IGNORECASE)
_SITE = re.compile(r"[^\s/:]+\.[^\s/:]+(:\d{1,5})?\Z")
_COLOUR = {"invalid": gettext_lazy("A colour looks like #3d4db7")}
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
_TWO = forms.Textarea({"rows": 2})
Days = dict[str, list[str]]


def _text(label: Any, most: int, widget: forms.Widget | None = None) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, label=label, label_suffix="", widget=widget)


class ChatForm(ChannelForm):
    """The web chat."""

    color = forms.RegexField(
        r"(#[0-9a-fA-F]{6}|own)\Z",
        required=False,
        label=gettext_lazy("Colour"),
        label_suffix="",
        error_messages=_COLOUR,
    )
    own_color = forms.RegexField(
        r"#[0-9a-fA-F]{6}\Z", required=False, label=gettext_lazy("Own colour"), error_messages=_COLOUR
    )
    side = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Where on the page"),
        label_suffix="",
        choices=[("end", gettext_lazy("On the right")), ("start", gettext_lazy("On the left"))],
        widget=forms.RadioSelect,
    )
    greeting_ru = _text(gettext_lazy("Greeting in Russian"), 300, _TWO)
    greeting_en = _text(gettext_lazy("Greeting in English"), 300, _TWO)
    ask_ru = _text(gettext_lazy("Button in Russian"), 24)
    ask_en = _text(gettext_lazy("Button in English"), 24)
    away_ru = _text(gettext_lazy("When closed, in Russian"), 300, _TWO)
    away_en = _text(gettext_lazy("When closed, in English"), 300, _TWO)
    hours = forms.ChoiceField(
        required=False,
        label=gettext_lazy("When somebody answers"),
        label_suffix="",
        choices=[("members", gettext_lazy("When its members work")), (OWN, gettext_lazy("Hours of its own"))],
        widget=forms.RadioSelect,
    )
    timezone = forms.CharField(required=False, max_length=64, label=gettext_lazy("Time zone"), label_suffix="")
    origins = forms.CharField(
        required=False,
        max_length=4000,
        label=gettext_lazy("Sites"),
        label_suffix="",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "shop.example", "spellcheck": "false"}),
    )

    @classmethod
    def initial_of(cls, channel: Channel) -> dict[str, Any]:
        kept, texts = channel.settings, channel.settings.get("texts") or {}
        written = {
            f"{name}_{language}": (texts.get(language) or {}).get(name) or ""
            for language in LANGUAGES
            for name in TEXTS
        }
        times = kept.get("hours") or {}
        return super().initial_of(channel) | written | {
            "side": kept.get("side") or "end",
            "hours": times.get("mode") or "members",
            "timezone": times.get("timezone") or "",
            "days": times.get("days") or {},
            "origins": "\n".join(kept.get("origins") or []),
        }

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such zone: choose from the list"))
        return zone

    def clean_origins(self) -> list[str]:
        found = [_origin(line) for line in re.split(r"[\s,;]+", self.cleaned_data["origins"]) if line]
        wrong = [line for line in found if not _ORIGIN.match(line)]
        if wrong:
            raise forms.ValidationError(
                _("A site looks like https://shop.example, not %(wrong)s") % {"wrong": wrong[0][:80]}
            )
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("color") == OWN:
            values["color"] = values.get("own_color")
            if not values["color"]:
                self.add_error("color", _("A colour looks like #3d4db7"))
        values["days"] = self._days()
        return values

    def day_rows(self) -> list[dict[str, Any]]:
        """The week as the page shows it: what was typed, else what is kept."""
        kept: Days = self.initial.get("days") or {}
        rows = []
        for day, name in WEEKDAYS.items():
            begin, end = kept.get(str(day), ["", ""])
            if self.is_bound:
                begin, end = self._typed(day)
            rows.append({"key": day, "name": name, "begin": begin, "end": end})
        return rows

    def settings(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was wrong stays as it was, so that a preview shows the rest."""
        given, kept = self.cleaned_data, before.get("texts") or {}
        texts = {
            language: {
                **(kept.get(language) or {}),
                **{name: given.get(f"{name}_{language}") or None for name in TEXTS},
            }
            for language in LANGUAGES
        }
        return before | {
            "color": (given.get("color") or "").lower() or None,
            "side": given.get("side") or "end",
            "origins": given.get("origins", before.get("origins") or []),
            "texts": texts,
            "hours": {
                "mode": given.get("hours") or "members",
                "timezone": given.get("timezone") or "",
                "days": given.get("days") or {},
            },
        }

    def _typed(self, day: int) -> list[str]:
        return [str(self.data.get(f"{end}-{day}", "")).strip()[:5] for end in ("from", "to")]

    def _days(self) -> Days:
        found: Days = {}
        for day in WEEKDAYS:
            begin, end = self._typed(day)
            if not begin and not end:
                continue
            if not (_TIME.match(begin) and _TIME.match(end)) or begin == end:
                self.add_error("hours", _("A day needs a beginning and an end, as 09:00 and 18:00"))
                return {}
            found[str(day)] = [begin, end]
        if not found and self.cleaned_data.get("hours") == OWN:
            self.add_error("hours", _("Name at least one day, or let the chat follow its members"))
        return found


def _origin(given: str) -> str:
    """A site as browsers name it: people write shop.example, or the address of a page."""
    text = given.strip().lower()
    if _SITE.match(text):
        text = f"https://{text}"
    host = text.partition("://")[2].partition("/")[0]
    with suppress(UnicodeError):  # what is no name is told to who wrote it
        host = host if host.isascii() else host.encode("idna").decode()
    return f"{text.partition('://')[0]}://{host}"
