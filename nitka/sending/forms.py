"""The form of a schedule."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.sending.actions import Wrong
from nitka.sending.lists import choices
from nitka.sending.models import Every, Place

_DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
# As a sentence says it
ON_DAYS = (_("on Mondays"), _("on Tuesdays"), _("on Wednesdays"), _("on Thursdays"), _("on Fridays"),
           _("on Saturdays"), _("on Sundays"))  # fmt: skip


_KINDS = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("parquet", "Parquet"))
_SECRET = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})


class ScheduleForm(forms.Form):
    """What, when, where to."""

    list = forms.ChoiceField(label=_("List"))
    format = forms.ChoiceField(label=_("File"), choices=_KINDS)
    every = forms.ChoiceField(label=_("How often"), choices=Every.choices)
    weekday = forms.TypedChoiceField(label=_("On which day"), choices=[*enumerate(_DAYS)], coerce=int,
                                     help_text=_("Counts when it is sent every week"))  # fmt: skip
    hour = forms.TypedChoiceField(label=_("At"), choices=[(n, f"{n:02}:00") for n in range(24)], coerce=int, initial=6)
    place = forms.ChoiceField(label=_("Place"), choices=Place.choices)
    address = forms.CharField(label=_("Address"), max_length=300, help_text=_(
        "Of a storage: https://s3.example.com. Of a server: its host, with a port when it is not 22."))  # fmt: skip
    bucket = forms.CharField(label=_("Bucket"), max_length=63, required=False, help_text=_("Of a storage only"))
    region = forms.CharField(label=_("Region"), max_length=40, required=False,
                             help_text=_("Of a storage, if it has any"))  # fmt: skip
    folder = forms.CharField(label=_("Folder"), max_length=300, required=False)
    login = forms.CharField(label=_("Login"), max_length=200, help_text=_("The id of the access key, or the user"))
    secret = forms.CharField(label=_("Secret"), max_length=20_000, required=False, widget=_SECRET, help_text=_(
        "The secret access key, the password, or a private key. It is kept encrypted and never shown again."
    ))  # fmt: skip

    def __init__(self, *given: Any, member: Member, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["list"].choices = choices(member)  # type: ignore[attr-defined]

    def blame(self, problem: Wrong) -> None:
        """Say at the fields what is wrong."""
        for field, code in problem.fields.items():
            self.add_error(field, said(code))


_WRONG: dict[str, str | Promise] = {
    "no_list": _("There is no such list"),
    "unknown": _("Choose one of these"),
    "many": _("There are fifty already: remove one first"),
    "needed": _("This is needed"),
    "folder": _("A folder has names and slashes, no .. and no \\"),
    "address": _("This is not an address of the web: https://s3.example.com"),
    "https": _("Only https is taken"),
    "bucket": _("A bucket has small letters, digits, dots and hyphens"),
    "region": _("A region has small letters, digits and hyphens"),
    "host": _("This is not a host: sftp.example.com"),
    "long": _("This is too long"),
    "no_key": _("This is no private key we can read, or it is closed with a password"),
}


def said(code: str) -> str:
    """What is wrong, in words."""
    return str(_WRONG[code])
