"""Forms of accounts."""

from nitka.accounts.forms.company import BrandForm, TokenForm, checked_zone
from nitka.accounts.forms.own import PasswordForm, PreferencesForm, SetUpForm
from nitka.accounts.forms.people import InvitationForm, JoinForm, RightsForm, TeamForm

__all__ = [
    "BrandForm",
    "InvitationForm",
    "JoinForm",
    "PasswordForm",
    "PreferencesForm",
    "RightsForm",
    "SetUpForm",
    "TeamForm",
    "TokenForm",
    "checked_zone",
]
