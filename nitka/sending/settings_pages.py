"""The page that they hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.sending import queries
from nitka.sending.policies import can_send
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """Schedules, and how many of them failed last."""
    add(Page("settings/sending/", _("Lists by schedule"), Group.DATA, order=60, may=can_send, alarm=_failing))


def _failing(member: Member) -> int:
    return queries.failing()
