"""Forms of the first run and of what a person says about themselves."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nitka.accounts.forms.words import Words, judge
from nitka.accounts.models import Language, Theme, User
from nitka.accounts.slugs import slug_of


class SetUpForm(Words):
    """The workspace and its owner."""

    company = forms.CharField(label=_("Company"), max_length=120)
    slug = forms.RegexField(r"^[a-z0-9-]+$", label=_("Address"), max_length=48, required=False,
                            error_messages={"invalid": _("Only a to z, digits and hyphens")})  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, error_messages={"invalid": _("An address looks like name@company.com")}
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=256)

    def clean(self) -> dict[str, Any]:
        """Judge the password knowing who it is for, and find the workspace an address."""
        values = super().clean() or {}
        values["slug"] = values.get("slug") or slug_of(values.get("company", "")) or "nitka"
        if password := values.get("password"):
            user = User(email=values.get("email", ""), name=values.get("name", ""))
            judge(self, "password", password, user)
        return values


class PreferencesForm(Words):
    """How a person sees Nitka, in every workspace."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)


class PasswordForm(Words):
    """A new password, by someone who knows the old one."""

    current = forms.CharField(label=_("Current password"), widget=forms.PasswordInput, strip=False)
    new = forms.CharField(label=_("New password"), widget=forms.PasswordInput, strip=False, max_length=256)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        """Only who knows the old one may set a new one; tries are counted as those of the sign-in."""
        current: str = self.cleaned_data["current"]
        if not get_adapter().reauthenticate(self.user, current):
            raise ValidationError(_("That is not your password"))
        return current

    def clean(self) -> dict[str, Any]:
        """Judge the new one."""
        values = super().clean() or {}
        if new := values.get("new"):
            judge(self, "new", new, self.user)
        return values
