"""The pages that moments hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.policies import can_administer
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """Sources of events."""
    add(Page("settings/sources/", _("Event sources"), Group.DATA, order=45, may=can_administer))
    add(Page("settings/hooks/", _("Incoming webhooks"), Group.DATA, order=47, may=can_administer))
