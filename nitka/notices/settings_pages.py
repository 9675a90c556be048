"""The pages that notices hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.notices import queries
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """One's own wishes; for administrators, what could not be told."""
    add(
        Page("me/notices/", _("Notifications"), Group.YOU, order=15),
        Page("settings/notices/", _("Not told"), Group.DATA, order=85, may=can_administer, alarm=_parked),
    )


def _parked(member: Member) -> int:
    return queries.parked_count()
