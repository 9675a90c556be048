"""Forms of the settings' page of sign-in."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nitka.accounts.forms.words import Words
from nitka.accounts.models import Role
from nitka.accounts.rules import LONGEST, SHORTEST, Rules

_DOMAIN = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")


class IssuerForm(Words):
    """The company's provider."""

    label = forms.CharField(label=_("Words on the button"), max_length=40)
    url = forms.URLField(label=_("Issuer’s address"), max_length=500, assume_scheme="https",
                         error_messages={"invalid": _("It begins with https:// and has no ? or #")})  # fmt: skip
    client_id = forms.CharField(label=_("Client id"), max_length=200)
    secret = forms.CharField(label=_("Client secret"), max_length=1000, required=False, strip=True,
                             widget=forms.PasswordInput)  # fmt: skip
    domains = forms.CharField(label=_("Domains of addresses"), max_length=2000)
    believes_silence = forms.BooleanField(
        label=_("Trust addresses of which the provider does not say whether they are verified"), required=False
    )

    def __init__(self, *args: Any, has_secret: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].required = not has_secret

    def clean_url(self) -> str:
        """An address without a question."""
        url: str = self.cleaned_data["url"]
        if not url.startswith(("https://", "http://")) or "?" in url or "#" in url or "@" in url:
            raise ValidationError(_("It begins with https:// and has no ? or #"))
        return url

    def clean_domains(self) -> list[str]:
        """One or several, however they are set apart."""
        found = [one.strip().lower().lstrip("@") for one in re.split(r"[\s,;]+", self.cleaned_data["domains"])]
        found = sorted({one for one in found if one})
        wrong = next((one for one in found if not _DOMAIN.match(one)), None)
        if wrong is not None or not found:
            raise ValidationError(_("“%(name)s” is no domain: write company.com"), params={"name": wrong or ""})
        return found


class RulesForm(Words):
    """What the workspace asks of sign-in."""

    roles = forms.MultipleChoiceField(
        label=_("Whose work needs it"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    since = forms.DateField(label=_("From this day on"), required=False, widget=forms.DateInput({"type": "date"}),
                            error_messages={"invalid": _("A day, as 2026-12-31")})  # fmt: skip
    length = forms.IntegerField(
        label=_("Shortest password"), min_value=SHORTEST, max_value=LONGEST,
        error_messages={
            "min_value": _("From 8 to 64 characters"), "max_value": _("From 8 to 64 characters"),
            "invalid": _("From 8 to 64 characters"),
        },
    )  # fmt: skip

    def rules(self) -> Rules:
        """What was chosen; without roles a day means nothing."""
        given = self.cleaned_data
        roles = frozenset(given["roles"])
        return Rules(roles, given["since"] if roles else None, given["length"])
