"""The customers' list as a file: all that fit, in the list's order, the columns that are shown, batch by batch."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.customers import attributes, labels, listing, owners, queries
from nitka.customers.models import AttributeKind, Customer, Identity
from nitka.customers.names import name_of
from nitka.kit import slots
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort

BATCH = 1000
KEY = 16  # bytes of an id
CHUNK = 20_000  # ids that are read at once


@dataclass(frozen=True, slots=True)
class Export:
    """What is wanted, by whom, and in which words and zone it is written."""

    asked: listing.Asked
    shown: tuple[str, ...]  # keys of the columns
    member: Member
    workspace: UUID
    language: str
    zone: tzinfo
    ticked: tuple[UUID, ...] | None = None  # None: all whom the list shows

    def title(self) -> str:
        """What the sheet is called."""
        return _("Customers")

    def found(self) -> "QuerySet[Customer]":
        """Whom it holds."""
        rows = listing.found(self.asked, self.member)
        return rows if self.ticked is None else rows.filter(pk__in=self.ticked)

    def columns(self) -> list[Column]:
        """What is told of each, and what the columns hold."""
        with self._reader():
            sorts = dict(AttributeKind.objects.values_list("key", "sort")) if self._own() else {}
        said = {
            "contact": [Column(_("E-mail")), Column(_("Phone"))],
            "last": [Column(pgettext("customers", "Last"), Sort.MOMENT), Column(_("Last event"))],
            "spent": [Column(_("Purchases"), Sort.SUM), Column(_("Currency"))],
            "mood": [Column(str(listing.COLUMNS["mood"]), Sort.WHOLE)],
            "orders": [Column(str(listing.COLUMNS["orders"]), Sort.WHOLE)],
            "since": [Column(str(listing.COLUMNS["since"]), Sort.MOMENT)],
        }
        found = [Column(_("Customer"))]
        for key in self.shown:
            plain = listing.COLUMNS.get(key)
            found += said.get(key) or ([Column(str(plain))] if plain else _own_columns(key, sorts.get(key, "")))
        return [*found, Column("id")]

    def _own(self) -> set[str]:
        """Attributes among the columns."""
        return set(self.shown) - set(listing.COLUMNS)

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows, each batch in a transaction of its own, so that a slow reader holds nothing."""
        places = self._places()
        for start in range(0, len(places), BATCH * KEY):
            part = places[start : start + BATCH * KEY]
            keys = [UUID(bytes=bytes(part[at : at + KEY])) for at in range(0, len(part), KEY)]
            with self._reader():
                still = self.found().in_bulk(keys)
                rows = self._rows([still[key] for key in keys if key in still])
            yield rows

    def _places(self) -> bytearray:
        """The ids of all who fit as the list has them now: who writes meanwhile changes their place in it, and would
        be missing in the file or be in it twice."""
        places = bytearray()
        with self._reader():
            for key in listing.ordered(self.found(), self.asked).values_list("pk", flat=True).iterator(CHUNK):
                places += key.bytes
        return places

    @contextmanager
    def _reader(self) -> Iterator[None]:
        """In their workspace, language and zone: the answer is made after the request has ended."""
        with in_workspace(self.workspace), translation.override(self.language), timezone.override(self.zone):
            yield

    def _rows(self, shown: list[Customer]) -> list[list[Any]]:
        keys = [row.pk for row in shown]
        known: dict[UUID, list[Identity]] = {}
        for identity in Identity.objects.filter(customer_id__in=keys).order_by("created_at"):
            known.setdefault(identity.customer_id, []).append(identity)
        beside = _Beside(self.shown, shown, self.member)
        return [self._row(row, known.get(row.pk, []), beside) for row in shown]

    def _row(self, customer: Customer, known: list[Identity], beside: "_Beside") -> list[Any]:
        cells: list[Any] = [name_of(customer, known)]
        for key in self.shown:
            if key == "last":
                cells += [local(customer.last_at), beside.kinds.get(customer.last_kind, ("", ""))[0]]
            elif key == "contact":
                cells += [_first(known, "email"), _first(known, "phone")]
            elif key == "spent":
                cells += [_spent(customer), customer.currency]
            elif key == "mood":
                cells.append(customer.mood or None)
            elif key == "orders":
                cells.append(customer.orders)
            elif key == "since":
                cells.append(local(customer.created_at))
            elif key in ("labels", "owner", "responsible"):
                cells.append(beside.whose(customer, key) or None)
            else:
                said = beside.own.get(customer.pk, {}).get(key)
                cells += _own_cells(said.value if said else None, beside.sorts.get(key, ""))
        return [*cells, str(customer.pk)]


class _Beside:
    """What stands in other tables, as far as a column wants it."""

    def __init__(self, columns: Collection[str], shown: Sequence[Customer], member: Member) -> None:
        keys = [row.pk for row in shown]
        kinds = {row.last_kind for row in shown if row.last_kind}
        owning = {row.owner_id for row in shown if row.owner_id} if "responsible" in columns else ()
        self.labels = labels.ask_worn(keys).get() if "labels" in columns else {}
        self.owners = owners.ask_names(owning).get()
        self.kinds: dict[str, tuple[str, str]] = {}
        self.talks: dict[UUID, dict[str, Any]] = {}
        for fill in slots.fillers("customers.kinds") if "last" in columns else ():
            self.kinds |= fill(kinds)
        for fill in slots.fillers("customers.lines") if "owner" in columns else ():
            self.talks |= fill(keys, member).get()
        own = set(columns) - set(listing.COLUMNS)
        self.own = queries.attributes_of(keys, member) if own else {}
        self.sorts = dict(AttributeKind.objects.filter(key__in=own).values_list("key", "sort")) if own else {}

    def whose(self, customer: Customer, key: str) -> str | None:
        """Their labels, who has their conversation, who answers for them."""
        if key == "labels":
            return ", ".join(one.name for one in self.labels.get(customer.pk, []))
        if key == "responsible":
            return self.owners.get(customer.owner_id) if customer.owner_id else None
        return (self.talks.get(customer.pk) or {}).get("assignee")


_SORTS = {"number": Sort.NUMBER, "date": Sort.DAY, "yesno": Sort.YESNO}


def _own_columns(key: str, sort: str) -> list[Column]:
    """An attribute's; a sum has its currency beside it, as else nobody could add it up."""
    name = attributes.label(key)
    if sort == "money":
        return [Column(name, Sort.SUM), Column(f"{name}: {_('Currency')}")]
    return [Column(name, _SORTS.get(sort, Sort.TEXT))]


def _own_cells(value: Any, sort: str) -> list[Any]:
    if sort == "money":
        told = value if isinstance(value, Mapping) else {}
        return [Decimal(str(told["amount"])) if "amount" in told else None, told.get("currency")]
    return [value if sort == "yesno" and isinstance(value, bool) else typed(value) if value is not None else None]


def typed(value: Any) -> Any:
    """An attribute as a spreadsheet should have it: numbers and days as such, else as it is read."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else value
        except ValueError:
            return value
    return attributes.said(value)


def local(at: datetime) -> datetime:
    """A moment as a spreadsheet has it: on the reader's clock, to the second."""
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)


def _first(known: list[Identity], kind: str) -> str | None:
    return next((one.value for one in known if one.kind == kind), None)


def _spent(customer: Customer) -> Decimal | None:
    return customer.spent.quantize(Decimal("0.01")) if customer.currency else None
