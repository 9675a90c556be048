"""Forms about members and teams."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nitka.accounts.forms.words import Words, judge
from nitka.accounts.models import Member, Role, Scope, Team, User
from nitka.accounts.policies import can_give


class TeamForm(Words):
    """A team's name and who is in it."""

    name = forms.CharField(label=_("Name"), max_length=60)
    members = forms.MultipleChoiceField(label=_("In it"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]

    def taken(self) -> None:
        """The name is another team's."""
        self.add_error("name", _("Another team has this name"))


class RightsForm(Words):
    """A member's role, what they see, whose teams they are in; roles only as far as who asks may give them."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    scope = forms.ChoiceField(label=_("Sees conversations"), choices=Scope.choices, widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(label=_("Teams"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, giver: Member, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(value, label) for value, label in Role.choices if can_give(giver, value)]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["teams"].choices = [(str(one.pk), one.name) for one in teams]  # type: ignore[attr-defined]


class InvitationForm(RightsForm):
    """Whom to let in."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False,
        error_messages={"invalid": _("An address looks like name@company.com")},
    )  # fmt: skip
    field_order = ("email", "role", "scope", "teams")


class JoinForm(Words):
    """Who has no account yet makes one by a link."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, error_messages={"invalid": _("An address looks like name@company.com")}
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False, max_length=256)

    def clean(self) -> dict[str, Any]:
        """Judge the password knowing who it is for."""
        values = super().clean() or {}
        if password := values.get("password"):
            judge(self, "password", password, User(email=values.get("email", ""), name=values.get("name", "")))
        return values
