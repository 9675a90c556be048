"""The pages that accounts hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts import policies
from nitka.accounts.models import Member
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """One's own page, the company, people."""
    add(
        Page("me/", _("Preferences"), Group.YOU, order=10),
        Page("me/security/", _("Sign-in and devices"), Group.YOU, order=20),
        Page("settings/workspace/", _("Brand"), Group.COMPANY, order=10, may=policies.can_change_brand),
        Page("settings/members/", _("Members"), Group.PEOPLE, order=10, may=policies.can_see_members, count=_members),
        Page("settings/teams/", _("Teams"), Group.PEOPLE, order=20, may=policies.can_manage_teams),
        Page("settings/sign-in/", _("Sign-in"), Group.PEOPLE, order=30, may=policies.can_change_sign_in),
        Page("settings/audit/", _("Audit log"), Group.DATA, order=80, may=policies.can_read_audit),
        Page("settings/tokens/", _("API keys"), Group.DATA, order=40, may=policies.can_manage_tokens),
    )


def _members(member: Member) -> int:
    return Member.objects.filter(is_active=True).count()
