"""What could not be read, and what did not go out, as files."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations import queries
from nitka.conversations.desk import names
from nitka.conversations.desk.deliveries import reason
from nitka.conversations.models import Delivery
from nitka.inbound import queries as inbound
from nitka.inbound.models import Quarantine
from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort


def unread_columns() -> list[Column]:
    """What is told of each thing in the quarantine."""
    return [
        Column(_("When"), Sort.MOMENT), Column(_("Channel")), Column(_("Sender")), Column(_("Why")),
        Column(_("In detail")), Column(_("Their id")), Column("id"),
    ]  # fmt: skip


def unread_page(why: Callable[[str], str]) -> Page:
    """Its rows, what arrived last first; the raw forms stay on their pages."""

    def told(rows: list[Quarantine]) -> Rows:
        arrived = inbound.arrived([row.pk for row in rows])
        called = dict(Channel.objects.values_list("pk", "name"))
        return [
            [local(row.at), called.get(row.source_id, ""), arrived[row.pk].sender if row.pk in arrived else "",
             why(row.reason), row.detail, inbound.external_id(arrived.get(row.pk)) or "", str(row.pk)]
            for row in rows
        ]  # fmt: skip

    return newest(inbound.quarantine, told)


def unsent_columns() -> list[Column]:
    """What is told of each message that did not go out."""
    return [
        Column(_("When"), Sort.MOMENT), Column(_("Conversation"), Sort.WHOLE), Column(_("Customer")),
        Column(_("Address")), Column(_("Channel")), Column(_("Why")), Column(_("In detail")),
        Column(_("Attempts"), Sort.WHOLE), Column(_("Text")), Column("id"),
    ]  # fmt: skip


def unsent_page(member: Member) -> Page:
    """Its rows, the newest message first, as far as the member sees their conversations."""
    joined = ("message__conversation", "message__identity__customer", "channel")
    return newest(lambda: queries.failed_deliveries(member).select_related(*joined), _unsent)


def _unsent(rows: list[Delivery]) -> Rows:
    return [
        [local(row.changed_at), row.message.conversation.number, row.message.identity.customer.name,
         names.address(row.message.identity.kind, row.message.identity.value), row.channel.name, reason(row.reason),
         row.detail, row.attempts, row.message.text or "", str(row.message_id)]
        for row in rows
    ]  # fmt: skip
