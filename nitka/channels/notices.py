"""Whom a mailbox in trouble concerns, and what it is called in a notice."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import Permission, has
from nitka.accounts.queries import active_members
from nitka.channels.events import MailboxTroubled
from nitka.channels.models import Mailbox
from nitka.kit.ids import uuid7
from nitka.notices import actions
from nitka.notices.contract import Named, Told
from nitka.notices.models import Kind, Notice


def on_trouble(event: MailboxTroubled) -> None:
    """A mailbox cannot be read."""
    actions.later("mailbox", [event.mailbox_id])


def from_mailbox(mailbox_ids: Collection[UUID]) -> Iterator[Told]:
    """All who may mend it, while it lasts."""
    rows = Mailbox.objects.filter(pk__in=mailbox_ids, state=Mailbox.State.TROUBLE)
    menders = [member for member in active_members() if has(member, Permission.CHANNELS)]
    for channel, at in rows.values_list("channel_id", "since"):
        cause = uuid7()
        yield from (Told(member.pk, Kind.MAILBOX, channel, cause, at=at) for member in menders)


def narrow(member: Member, found: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Mailboxes are for those who may mend them; the slot "notices.visible"."""
    return found if has(member, Permission.CHANNELS) else found.filter(~Q(kind=Kind.MAILBOX))


def named(member: Member, ids: Collection[UUID]) -> dict[UUID, Named]:
    """What mailboxes are called: as their channels; the slot "notices.named.mailbox"."""
    if not has(member, Permission.CHANNELS):
        return {}
    rows = Mailbox.objects.filter(channel_id__in=ids).values_list("channel_id", "channel__name", "channel__settings")
    return {
        pk: Named(name, str(settings.get("address", "")), f"settings/channels/{pk}/", pk) for pk, name, settings in rows
    }
