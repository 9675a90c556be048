"""The page that webhooks hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.ui.pages_of_settings import Group, Page, add
from nitka.webhooks import queries


def hang() -> None:
    """Endpoints, and how many of them were given up."""
    add(Page("settings/webhooks/", _("Webhooks"), Group.DATA, order=48, may=can_administer, alarm=_given_up))


def _given_up(member: Member) -> int:
    return queries.given_up()
