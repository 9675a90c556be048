"""The pages that rights hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.rights import queries
from nitka.rights.policies import can_keep_rights
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """Requests of persons, with an alarm for what is overdue."""
    add(Page("settings/rights/", _("Personal data"), Group.DATA, order=50, may=can_keep_rights, alarm=_late))


def _late(member: Member) -> int:
    return queries.late_count()
