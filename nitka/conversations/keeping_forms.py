"""Forms of labels, canned answers, macros and habits."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.models import Member, Team
from nitka.conversations import phrases
from nitka.conversations.models import Canned, Habits, Label, Macro

MOST_TEXT = 20_000
MOST_STEPS = 12


class CannedForm(forms.Form):
    """An answer kept for use."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    shortcut = forms.RegexField(
        r"^[\w-]{1,24}$",
        label=gettext_lazy("Shortcut"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("What you type after / to find it"),
        error_messages={"invalid": gettext_lazy("Letters, digits and hyphens, no spaces")},
    )
    text_ru = forms.CharField(
        label=gettext_lazy("Russian text"), widget=forms.Textarea({"rows": 6}), required=False, max_length=MOST_TEXT
    )
    text_en = forms.CharField(
        label=gettext_lazy("English text"), widget=forms.Textarea({"rows": 6}), required=False, max_length=MOST_TEXT
    )

    def clean_text_ru(self) -> str:
        """Only variables that exist."""
        return _known(self.cleaned_data["text_ru"])

    def clean_text_en(self) -> str:
        """Only variables that exist."""
        return _known(self.cleaned_data["text_en"])

    def clean(self) -> dict[str, Any]:
        """At least one language."""
        values = super().clean() or {}
        if not self.errors and not values.get("text_ru") and not values.get("text_en"):
            self.add_error("text_ru", _("Write the text in one of the languages at least"))
        return values


def _known(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    unknown = phrases.unknown(text)
    if unknown:
        raise ValidationError(
            _("There is no variable %(names)s") % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
        )
    return text


class HabitsForm(forms.Form):
    """Seconds of undo."""

    undo_letters = forms.TypedChoiceField(label=gettext_lazy("Letters"), coerce=int, widget=forms.RadioSelect)
    undo_chats = forms.TypedChoiceField(
        label=gettext_lazy("Chats and messengers"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        said = [(n, _("%(n)s s") % {"n": n} if n else _("Send at once")) for n in Habits.SECONDS]
        for field in self.fields.values():
            field.choices = said  # type: ignore[attr-defined]


class MacroForm(forms.Form):
    """A title and steps; each step is a kind and what belongs to it, in fields `do-0`, `what-0`, `text-0`."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)

    def __init__(self, data: Any = None, *, row: Macro) -> None:
        super().__init__(data, initial={"title": row.title}, label_suffix="")
        self.given = _given(data) if data else [_fields(step) for step in row.steps]
        self.choices = self._choices()

    @staticmethod
    def _choices() -> dict[str, list[tuple[str, str]]]:
        people = Member.objects.filter(is_active=True).exclude(role="observer").order_by("name")
        labels = [(str(row.pk), row.name) for row in Label.objects.order_by("name")]
        return {
            "answer": [(str(row.pk), row.title) for row in Canned.objects.order_by("title")],
            "label": labels,
            "unlabel": labels,
            "team": [(str(row.pk), row.name) for row in Team.objects.filter(deleted_at=None).order_by("name")],
            "assign": [
                ("me", _("Whoever runs it")),
                ("", _("Back into the queue")),
                *((str(row.pk), row.name) for row in people),
            ],
        }

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What a step may do."""
        return [
            ("answer", _("Answer with")),
            ("note", _("Write a note")),
            ("label", _("Put on a label")),
            ("unlabel", _("Take off a label")),
            ("assign", _("Give it to")),
            ("team", _("Give it to the team")),
            ("snooze", _("Snooze until")),
            ("close", _("Close it")),
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The steps for the page, an empty one last."""
        shown = [*self.given, {"do": "", "what": "", "text": ""}][:MOST_STEPS]
        return [
            row | {"n": n, "options": self.choices.get(row["do"], []), "gone": self._gone(row)}
            for n, row in enumerate(shown)
        ]

    @property
    def choices_json(self) -> str:
        """For the script that changes a step's second field."""
        return json.dumps(self.choices)

    def _gone(self, row: dict[str, str]) -> bool:
        options = self.choices.get(row["do"])
        return options is not None and row["what"] not in dict(options)

    def clean(self) -> dict[str, Any]:
        """Steps that mean something."""
        values = super().clean() or {}
        if not self.given:
            self.add_error(None, _("Add a step at least"))
        for row in self.given:
            if row["do"] in ("note", "snooze") and not row["text"].strip():
                self.add_error(None, _("A step has no text"))
            elif self._gone(row):
                self.add_error(None, _("A step refers to what is deleted: choose anew"))
        return values

    def steps(self) -> list[dict[str, str]]:
        """As a macro keeps them."""
        return [{"do": row["do"], **_kept(row)} for row in self.given]


_KEYS = {"answer": "canned", "label": "label", "unlabel": "label", "assign": "member", "team": "team"}


def _kept(row: dict[str, str]) -> dict[str, str]:
    if row["do"] in _KEYS:
        return {_KEYS[row["do"]]: row["what"]}
    return {{"note": "text", "snooze": "until"}[row["do"]]: row["text"].strip()} if row["do"] != "close" else {}


def _fields(step: dict[str, str]) -> dict[str, str]:
    do = step.get("do", "")
    return {
        "do": do,
        "what": step.get(_KEYS.get(do, ""), ""),
        "text": step.get("text", "") or step.get("until", ""),
    }


def _given(data: Any) -> list[dict[str, str]]:
    rows = []
    for n in range(MOST_STEPS):
        do = data.get(f"do-{n}", "")
        if do in (*_KEYS, "note", "snooze", "close"):
            rows.append({"do": do, "what": data.get(f"what-{n}", ""), "text": data.get(f"text-{n}", "")[:2000]})
    return rows
