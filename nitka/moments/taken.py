"""What happened as files for who has them sent: orders as they stand, and the journal of the last days."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers.models import Identity
from nitka.customers.tabs import names
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.table import Column, Sort
from nitka.moments.held import state_of
from nitka.moments.holdings import Holding
from nitka.moments.kinds import tell
from nitka.moments.models import Moment

BATCH = 1000
DAYS = {"day": 1, "week": 7, "month": 31}


def choices(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of everybody's customers: for whoever sees all of them."""
    if not sees_all(member):
        return []
    return [(_("Orders and events"), [
        ("orders", _("Orders and purchases")), ("moments:day", _("Events of the last day")),
        ("moments:week", _("Events of the last week")), ("moments:month", _("Events of the last month")),
    ])]  # fmt: skip


def table(code: str, member: Member, language: str, zone: tzinfo) -> "OrderExport | MomentExport | None":
    """One of them; None for a code of somebody else's."""
    kind, _sign, span = code.partition(":")
    if kind == "orders":
        return OrderExport(member.workspace_id, language, zone)
    return MomentExport(member.workspace_id, language, zone, DAYS[span]) if kind == "moments" and span in DAYS else None


@dataclass(frozen=True, slots=True)
class _Export:
    workspace: UUID
    language: str
    zone: tzinfo

    @contextmanager
    def _reader(self) -> Iterator[None]:
        """In their workspace, language and zone, a transaction for each batch."""
        with in_workspace(self.workspace), translation.override(self.language), timezone.override(self.zone):
            yield


@dataclass(frozen=True, slots=True)
class OrderExport(_Export):
    """Every order and purchase as its moments left it."""

    def title(self) -> str:
        """What the sheet is called."""
        return _("Orders")

    def columns(self) -> list[Column]:
        """What is told of each."""
        return [
            Column(_("Number of the order")), Column(_("Customer")), Column(_("Contact")),
            Column(_("State of the order")), Column(_("Sum"), Sort.SUM), Column(_("Currency")),
            Column(_("Given back"), Sort.SUM), Column(_("Goods")), Column(_("Since"), Sort.MOMENT),
            Column(_("Changed"), Sort.MOMENT), Column(_("Customer’s id")), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """By when they were made known."""
        after: UUID | None = None
        while True:
            with self._reader():
                rows = Holding.objects.filter(sort="order").order_by("pk")
                found = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
                whose, called = _whose({one.identity_id for one in found})
                shown = [self._row(one, whose, called) for one in found]
            yield shown
            if len(found) < BATCH:
                return
            after = found[-1].pk

    def _row(self, one: Holding, whose: dict[UUID, Identity], called: dict[UUID, str]) -> list[Any]:
        who = whose.get(one.identity_id)
        said = state_of(one)[0] if one.state != "bought" else _("bought")
        return [
            one.key, called.get(who.customer_id, "") if who else "", who.value if who else "", said,
            _sum(one.total, one.currency), one.currency, _sum(one.refunded or None, one.currency), one.name,
            _local(one.began_at), _local(one.at),
            str(who.customer_id) if who else "", str(one.pk),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MomentExport(_Export):
    """The journal of the last days, by when it was made known here."""

    days: int

    def title(self) -> str:
        """What the sheet is called."""
        return _("Events")

    def columns(self) -> list[Column]:
        """What is told of each, in words and as programs read it."""
        return [
            Column(_("When"), Sort.MOMENT), Column(_("Customer")), Column(_("Contact")), Column(_("Event")),
            Column(_("What")), Column(_("Kind")), Column(_("Customer’s id")), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """By their ids, from the first of the span on."""
        after = uuid7(clock.now() - timedelta(days=self.days))
        while True:
            with self._reader():
                found = list(Moment.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
                whose, called = _whose({one.identity_id for one in found if one.identity_id})
                shown = [_told(one, whose, called) for one in found]
            yield shown
            if len(found) < BATCH:
                return
            after = found[-1].pk


def _sum(amount: Decimal | None, currency: str) -> Decimal | None:
    """With the decimals of its currency, as it was told."""
    digits = get_currency_precision(currency) if currency else 2
    return None if amount is None else amount.quantize(Decimal(1).scaleb(-digits))


def _told(one: Moment, whose: dict[UUID, Identity], called: dict[UUID, str]) -> list[Any]:
    said, who = tell(one), whose.get(one.identity_id) if one.identity_id else None
    return [
        _local(one.at), called.get(who.customer_id, "") if who else "", who.value if who else "", said.title,
        said.detail, one.kind, str(who.customer_id) if who else "", str(one.pk),
    ]  # fmt: skip


def _whose(keys: set[UUID]) -> tuple[dict[UUID, Identity], dict[UUID, str]]:
    """Identity → itself, customer → what they are called. Three statements."""
    whose = Identity.objects.in_bulk(list(keys))
    return whose, names({one.customer_id for one in whose.values()})


def _local(at: datetime | date) -> datetime:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)  # type: ignore[arg-type]
