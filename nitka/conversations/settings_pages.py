"""The pages that conversations hang into the settings."""

from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer, can_answer, can_manage
from nitka.conversations.channel_list import needing_attention
from nitka.conversations.queries import failed_deliveries
from nitka.inbound.queries import quarantine
from nitka.ui.pages_of_settings import Group, Page, add


def hang() -> None:
    """Channels, what could not be read, what did not go out."""
    add(
        Page("settings/channels/", _("Channels"), Group.WORK, order=10, may=can_administer, alarm=_needing),
        Page("settings/labels/", _("Labels"), Group.WORK, order=30, may=can_manage),
        Page("settings/canned/", _("Canned answers"), Group.WORK, order=40, may=can_manage),
        Page("settings/macros/", _("Macros"), Group.WORK, order=50, may=can_manage),
        Page("settings/writing/", _("Writing"), Group.YOU, order=30, may=can_answer),
        Page("settings/quarantine/", _("Quarantine"), Group.DATA, order=70, may=can_administer, alarm=_unread),
        Page("settings/outbox/", _("Not delivered"), Group.DATA, order=80, may=can_answer, alarm=_failed),
    )


def _needing(member: Member) -> int:
    return needing_attention().count()


def _failed(member: Member) -> int:
    return failed_deliveries(member)[:1000].count()


def _unread(member: Member) -> int:
    return quarantine()[:1000].count()
