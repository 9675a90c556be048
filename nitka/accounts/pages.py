"""The pages that accounts hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.policies import can_read_audit
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """One's own page."""
    add(Page("me/", _("Preferences"), Group.YOU, order=10))
    add(Page("me/security/", _("Sign-in and devices"), Group.YOU, order=20))
    add(Page("settings/audit/", _("Audit log"), Group.DATA, order=80, may=can_read_audit))
