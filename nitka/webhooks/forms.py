"""The form of an endpoint."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from nitka.webhooks.actions import Wrong
from nitka.webhooks.kinds import KINDS


class EndpointForm(forms.Form):
    """Where to, what of, what for."""

    url = forms.CharField(label=_("Address"), max_length=2000,
                          widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}))  # fmt: skip
    description = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    types = forms.MultipleChoiceField(choices=[(name, name) for name in KINDS], required=False)

    def blame(self, problem: Wrong) -> None:
        """Say at the fields what is wrong."""
        for field, code in problem.fields.items():
            self.add_error(field, said(code))

    def given(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: self.cleaned_data[name] for name in ("url", "types", "description")}


def said(code: str) -> str:
    """What is wrong, in words."""
    return {
        "not_an_address": _t("This is not an address of the web"),
        "not_https": _t("Only https at its usual port is taken"),
        "types": _t("Tick at least one event"),
        "unknown": _t("There is no such event"),
        "many": _t("There are a hundred already: remove one first"),
    }[code]
