"""The page that health hangs into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.health.policies import can_see_health
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """The system's own page."""
    add(Page("settings/system/", _("System"), Group.DATA, order=90, may=can_see_health))
