"""What came in between, as the composer shows it above an answer that was not sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.conversations.actions.meanwhile import Meanwhile
from nitka.conversations.desk import names
from nitka.conversations.desk.frame import Frame
from nitka.customers.models import Customer, Identity
from nitka.kit.text import shorten

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Between:
    """One message that the member had not seen."""

    who: str
    at: datetime
    text: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Halt:
    """Why an answer was not sent; `seen` sends it all the same, `text` is what was written."""

    title: str
    rows: list[Between]
    seen: UUID
    text: str


def halt(found: Meanwhile, at: Frame, text: str) -> Halt:
    """In words."""
    rows = _rows(found, at)
    return Halt(_title(rows), rows, found.upto, text)


def _rows(found: Meanwhile, at: Frame) -> list[Between]:
    senders = Identity.objects.select_related("customer").in_bulk({
        row.identity_id for row in found.messages if row.direction == "in"
    })
    rows = [
        Between(
            _sender(senders[row.identity_id]) if row.direction == "in" else _author(row.author_id, at),
            row.at,
            _short(row.text),
            row.direction == "out",
        )
        for row in found.messages
    ]
    rows += [Between(_author(row.author_id, at), row.at, _short(row.text), ours=True) for row in found.pending]
    return rows


def _title(rows: list[Between]) -> str:
    if len({(row.who, row.ours) for row in rows}) > 1:
        n = len(rows)
        said = ngettext(
            "%(n)s message came while you were writing", "%(n)s messages came while you were writing", n
        )
        return said % {"n": n}
    if rows[0].ours:
        return _("%(name)s answered while you were writing") % {"name": rows[0].who}
    return _("%(name)s wrote while you were writing") % {"name": rows[0].who}


def _sender(identity: Identity) -> str:
    customer: Customer = identity.customer
    return names.customer_name(customer.name or identity.name, identity.kind, identity.value)


def _author(member_id: UUID | None, at: Frame) -> str:
    person = at.members.get(member_id) if member_id else None
    return names.first_name(person.name) if person else _("By the API")


def _short(text: str | None) -> str:
    return shorten(text or "", LONGEST) or _("Files only")
