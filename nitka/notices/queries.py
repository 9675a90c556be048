"""Reads of notices; they begin from `visible_to(member)`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.kit import slots
from nitka.notices.contract import Named
from nitka.notices.models import Device, Notice, Sending, State, Subject, Todo, Wishes

PAGE = 50
MOST = 100  # unread ones that are counted; more are "99+"


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as its reader sees it; `named` is what it is about, `by` who did it."""

    notice: Notice
    named: Named | None
    by: str


def visible_to(member: Member) -> "QuerySet[Notice]":
    """A member's notices, as far as they may still see what those are about."""
    found = Notice.objects.filter(member_id=member.pk)
    for narrow in slots.fillers("notices.visible"):
        found = narrow(member, found)
    return found


def unread(member: Member) -> int:
    """How many notices in the page are unread; counted up to MOST."""
    statement, values = _counting(member)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def _counting(member: Member) -> tuple[str, tuple[Any, ...]]:
    """The statement that counts, written once for a member's rights: every notice has every page of theirs ask."""
    rights = (member.pk, member.role, member.scope, *member.team_ids)
    if rights not in _statements:
        if len(_statements) >= 5_000:
            _statements.clear()
        sought = visible_to(member).filter(in_page=True, seen_at=None).values("pk")[:MOST]
        inner, values = sought.query.sql_with_params()
        _statements[rights] = f"select count(*) from ({inner}) n", values  # noqa: S608 (the ORM's)
    return _statements[rights]


_statements: dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]] = {}


def latest(member: Member, before: tuple[datetime, UUID] | None = None) -> tuple[list[Shown], bool]:
    """A page of notices, the latest first, and whether there are older ones."""
    rows = visible_to(member).filter(in_page=True)
    if before is not None:
        at, key = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
    page = list(rows.order_by("-at", "-id")[: PAGE + 1])
    return shown(member, page[:PAGE]), len(page) > PAGE


def shown(member: Member, notices: Iterable[Notice]) -> list[Shown]:
    """Notices with names, in a fixed number of statements; without those whose object is gone for this member."""
    rows = list(notices)
    names = _names(member, rows)
    by = {row.by_id for row in rows if row.by_id}
    people = dict(Member.objects.filter(pk__in=by).values_list("pk", "name")) if by else {}
    return [
        Shown(row, names.get((row.subject, row.about_id)), people.get(row.by_id, "") if row.by_id else "")
        for row in rows
        if row.subject == Subject.NONE or (row.subject, row.about_id) in names
    ]


def _names(member: Member, rows: Iterable[Notice]) -> dict[tuple[Subject, UUID], Named]:
    ids: dict[Subject, set[UUID]] = defaultdict(set)
    for row in rows:
        ids[row.subject].add(row.about_id)
    found: dict[tuple[Subject, UUID], Named] = {}
    for subject, keys in ids.items():
        for name in slots.fillers(f"notices.named.{subject.value}"):
            found |= {(subject, key): named for key, named in name(member, keys).items()}
    return found


def parked_count() -> int:
    """How many things could not be made into notices, or notices not be sent."""
    return Todo.objects.filter(next_at=None).count() + Sending.objects.filter(state=State.FAILED).count()


def parked() -> tuple[list[Todo], list[Sending]]:
    """They, the latest first, a page of each."""
    unsent = Sending.objects.filter(state=State.FAILED).select_related("member", "device").order_by("-done_at", "-id")
    return list(Todo.objects.filter(next_at=None).order_by("-id")[:PAGE]), list(unsent[:PAGE])


def devices(member: Member) -> list[Device]:
    """Where a member gets pushes, the latest first."""
    return list(Device.objects.filter(member_id=member.pk).order_by("-made_at"))


def wishes_of(member: Member) -> Wishes:
    """What they said, or what goes for who said nothing."""
    return Wishes.objects.filter(member_id=member.pk).first() or Wishes(member_id=member.pk)
