"""Merging and splitting in words: what could be merged, why something cannot, what was done."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.conversations import queries
from nitka.conversations.desk import names
from nitka.conversations.desk.dossier import Dossier, Regrouped
from nitka.conversations.desk.events import Event
from nitka.conversations.desk.frame import Frame
from nitka.conversations.models import Conversation
from nitka.ui.words import SIGNS

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A conversation that could be merged into this one; `other` names its customer when that is another."""

    number: int
    subject: str
    status: str
    at: datetime
    other: str


def candidates(member: Member, into: Conversation, asked: str) -> list[Candidate]:
    """The customer's other conversations, or by number whosever it is; the latest first."""
    found = queries.visible_to(member).exclude(pk=into.pk).select_related("identity__customer")
    mine = Q(identity__customer_id=into.identity.customer_id)
    number = asked.strip().lstrip(SIGNS)
    found = found.filter(Q(number=int(number)) if number.isdecimal() and len(number) < 10 else mine)
    return [
        Candidate(row.number, row.subject, row.status, row.last_at, _other(row, into))
        for row in found.order_by("-last_at")[:OFFERED]
    ]


def _other(row: Conversation, into: Conversation) -> str:
    identity = row.identity
    if identity.customer_id == into.identity.customer_id:
        return ""
    return names.customer_name(identity.customer.name or identity.name, identity.kind, identity.value)


def why_not(code: str) -> str:
    """In words."""
    return {
        "same": _("That is this conversation"),
        "gone": _("It has been merged already"),
        "customers": _("They are of two customers: say first that these are one person"),
        "first": _("A conversation is split after its first message"),
        "passed_on": _("It has been merged on since: undo that first"),
    }.get(code, _("That cannot be done"))


def told(found: Dossier, at: Frame) -> list[Event]:
    """Quiet lines, each with its way back."""
    return [Event(row.at, row.kind, line(row, at), undo=str(row.id)) for row in found.regrouped]


def line(row: Regrouped, at: Frame) -> str:
    """What was done, by whom."""
    person = at.members.get(row.by_id) if row.by_id else None
    values = {"number": row.number, "name": names.first_name(person.name) if person else _("By the API")}
    if row.kind == "merge":
        said = _("#%(number)s was merged into this: %(name)s")
    elif row.came:
        said = _("Split from #%(number)s: %(name)s")
    else:
        said = _("Split off into #%(number)s: %(name)s")
    return said % values
