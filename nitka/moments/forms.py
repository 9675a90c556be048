"""Forms of moments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nitka.customers.models import Purpose
from nitka.moments.collector.consent import ANALYTICS
from nitka.moments.hooks.presets import PRESETS
from nitka.moments.hooks.rows import Signing
from nitka.moments.models import Source, Trust

ROWS = 20  # categories of one source


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SourceForm(forms.Form):
    """A new source."""

    name = forms.CharField(label=_("What sends the events"), max_length=120)
    kind = forms.ChoiceField(label=_("Who can read the key"), choices=[
        (Trust.SITE, _("Anybody: it is in a page or an app")),
        (Trust.SERVER, _("Nobody: it is on our server")),
    ], initial=Trust.SITE)  # fmt: skip


class RangeForm(forms.Form):
    """From when until when, by the reader's clock; without both: all."""

    since = forms.DateTimeField(label=_("Came from"), required=False, widget=_moment())
    until = forms.DateTimeField(label=_("until"), required=False, widget=_moment())

    def clean(self) -> dict[str, Any]:
        """In order."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This is before the beginning"))
        return self.cleaned_data


class SettingsForm(forms.Form):
    """What a source's consent categories mean, and how much it may send."""

    per_second = forms.IntegerField(label=_("Events a second at most"), min_value=1, max_value=1_000_000)

    def __init__(self, source: Source, data: Any = None) -> None:
        super().__init__(data, initial={"per_second": source.per_second})
        purposes = Purpose.objects.filter(archived_at=None).order_by("code")
        self.means = [(ANALYTICS[0], _("Analytics")), *((one.code, one.name) for one in purposes)]
        if data is None:
            self.rows = list(source.consents.items())
        else:
            self.rows = list(zip(data.getlist("category"), data.getlist("means"), strict=False))[:ROWS]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The rows to fill in: what there is, and room for two more."""
        return [*self.rows, *[("", "")] * min(2, ROWS - len(self.rows))]

    def clean(self) -> dict[str, Any]:
        """Each category once, and a meaning there is."""
        known = {code for code, _name in self.means}
        found: dict[str, str] = {}
        for given, code in self.rows:
            name = " ".join(given.split())[:60].lower()
            if not name:
                continue
            if code not in known:
                self.add_error(None, _("Choose what “%(name)s” stands for") % {"name": name})
            if found.setdefault(name, code) != code:
                self.add_error(None, _("“%(name)s” is there twice") % {"name": name})
        self.cleaned_data["consents"] = found
        return self.cleaned_data


class HookForm(forms.Form):
    """A new incoming webhook."""

    name = forms.CharField(label=_("Who sends"), max_length=120)
    preset = forms.ChoiceField(label=_("Begin with"), required=False, choices=[
        ("", _("An empty mapping")), *((code, one.name) for code, one in PRESETS.items())])  # fmt: skip


class SigningForm(forms.Form):
    """How a sender is known."""

    signing = forms.ChoiceField(label=_("How it is signed"), choices=Signing.choices)
    secret = forms.CharField(label=_("Secret"), max_length=500, required=False,
                             widget=forms.PasswordInput(attrs={"autocomplete": "off"}))  # fmt: skip
    header = forms.RegexField(label=_("Header, where it is another one"), regex=r"^[A-Za-z0-9-]{1,60}$", required=False)
