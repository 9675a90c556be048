"""Whom a request near its day or past it concerns, and what it is called in a notice."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.queries import active_members
from nitka.notices.contract import Named, Told
from nitka.notices.models import Kind, Notice
from nitka.rights import words
from nitka.rights.models import Request, State
from nitka.rights.policies import can_keep_rights
from nitka.ui.words import numbered

AHEAD = timedelta(days=3)
_KINDS = [Kind.RIGHTS, Kind.OVERDUE]


def due(since: datetime, until: datetime) -> Iterator[Told]:
    """Open requests that are due in three days, or overdue, since then; the slot "notices.sweep"."""
    for kind, ahead in ((Kind.RIGHTS, AHEAD), (Kind.OVERDUE, timedelta())):
        rows = Request.objects.filter(state=State.OPEN, due_at__gt=since + ahead, due_at__lte=until + ahead)
        found = list(rows.values_list("pk", "due_at"))
        keepers = [member.pk for member in active_members() if can_keep_rights(member)] if found else []
        for key, at in found:
            yield from (Told(one, kind, key, uuid5(key, kind), at=at - ahead) for one in keepers)


def narrow(member: Member, found: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """The register is for those who keep it; the slot "notices.visible"."""
    return found if can_keep_rights(member) else found.filter(~Q(kind__in=_KINDS))


def named(member: Member, ids: Collection[UUID]) -> dict[UUID, Named]:
    """Requests by number and kind, and of whom; the slot "notices.named.rights"."""
    if not can_keep_rights(member):
        return {}
    rows = Request.objects.select_related("customer").filter(pk__in=ids)
    return {
        row.pk: Named(words.person(row), _said(row), f"settings/rights/{row.pk}/", row.customer_id) for row in rows
    }


def _said(row: Request) -> str:
    return f"{numbered(row.number)}: {row.get_kind_display()}"
