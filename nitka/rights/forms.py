"""What members write into the register."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nitka.rights.actions.register import LONGEST
from nitka.rights.models import Habits, Kind, Law, Way


class RequestForm(forms.Form):
    """A person asked for something."""

    kind = forms.ChoiceField(label=_("What they ask for"), choices=Kind.choices)
    way = forms.ChoiceField(label=_("How it came"), choices=[choice for choice in Way.choices if choice[0] != Way.API])
    received = forms.DateField(
        label=_("When it came"), help_text=_("The days of the law are counted from here"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Fill this in"), "invalid": _("Write the day as in a calendar")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("In their words"), required=False, max_length=LONGEST, widget=forms.Textarea({"rows": 4}),
        help_text=_("How you know that it is them, and what they ask exactly"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, kind: str = "") -> None:
        super().__init__(data, initial={"received": timezone.localdate(), "kind": kind or Kind.EXPORT})

    def clean_received(self) -> date:
        """A day that was."""
        day: date = self.cleaned_data["received"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come"))
        return day

    @property
    def received_at(self) -> datetime | None:
        """Noon of that day; now, for today."""
        day: date = self.cleaned_data["received"]
        return None if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))


class HabitsForm(forms.Form):
    """How the workspace deals with requests."""

    law = forms.ChoiceField(
        label=_("Which law rules"), choices=Law.choices,
        help_text=_("152-FZ: ten working days, seven to correct. GDPR: one month"),
    )  # fmt: skip
    grace_hours = forms.IntegerField(
        label=_("Hours in which an erasure can be called off"), min_value=0, max_value=240,
        error_messages={"invalid": _("A whole number"), "required": _("Fill this in")},
    )  # fmt: skip
    backup_days = forms.IntegerField(
        label=_("Days for which backups are kept"), min_value=0, max_value=3650,
        help_text=_("Erased data may lie in them so long: the register says until when"),
        error_messages={"invalid": _("A whole number"), "required": _("Fill this in")},
    )  # fmt: skip
    raw_days = forms.IntegerField(
        label=_("Days for which letters and requests are kept as they came"), min_value=0, max_value=3650,
        help_text=_("0: always. Conversations, files and figures stay; what could not be read stays too"),
        error_messages={"invalid": _("A whole number"), "required": _("Fill this in")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, habits: Habits) -> None:
        names = ("law", "grace_hours", "backup_days", "raw_days")
        super().__init__(data, initial={name: getattr(habits, name) for name in names})
