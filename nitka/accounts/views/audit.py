"""The audit log: searched, paged, saved as a file. Nobody changes it here, nor can the app's role in the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts import audit_words
from nitka.accounts.actions.audit import record
from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.devices import name_of
from nitka.accounts.models import AuditEntry, Member
from nitka.accounts.policies import can_read_audit
from nitka.kit.context import COMMAND
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import id_in
from nitka.kit.tables import csv_text

PAGE = 50
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words."""

    at: datetime
    who: str
    by_command: bool
    said: str
    detail: str
    ip: str
    device: str


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest lines that fit, and the way to older ones."""
    admitted(request, can_read_audit)
    asked = _asked(request.GET)
    rows = list(_after(_found(asked), request.GET.get("after", ""))[: PAGE + 1])
    names = _names()
    context = {
        "asked": asked,
        "lines": [_line(row, names) for row in rows[:PAGE]],
        "older": _place(rows[PAGE - 1]) if len(rows) > PAGE else "",
        "members": sorted(names.items(), key=lambda pair: pair[1].lower()),
        "verbs": [(verb, str(words)) for verb, words in audit_words.VERBS.items()],
        "query": "&".join(f"{key}={value}" for key, value in asked.items() if value),
    }
    return render(request, "accounts/audit.html", context)


@require_POST
def export(request: Any, slug: str) -> StreamingHttpResponse:
    """All that fits as CSV, in batches, each in a transaction of its own."""
    admitted(request, can_read_audit)
    record("audit.exported")
    asked, workspace = _asked(request.POST), workspace_of(request).pk
    response = StreamingHttpResponse(_csv(asked, workspace), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _asked(given: Any) -> dict[str, str]:
    """What of the filters makes sense."""
    member, verb = given.get("member", ""), given.get("verb", "")
    return {
        "member": member if id_in(member) else "",
        "verb": verb if verb in audit_words.VERBS else "",
        "since": given.get("since", "") if _day(given.get("since", "")) else "",
        "until": given.get("until", "") if _day(given.get("until", "")) else "",
    }


def _found(asked: dict[str, str]) -> "QuerySet[AuditEntry]":
    rows = AuditEntry.objects.order_by("-at", "-id")
    if asked["member"]:
        rows = rows.filter(member_id=asked["member"])
    if asked["verb"]:
        rows = rows.filter(verb=asked["verb"])
    if since := _day(asked["since"]):
        rows = rows.filter(at__gte=since)
    if until := _day(asked["until"]):
        rows = rows.filter(at__lt=until + timedelta(days=1))
    return rows


def _after(rows: "QuerySet[AuditEntry]", place: str) -> "QuerySet[AuditEntry]":
    """Older than a place that `_place` made; nonsense is the beginning."""
    key = id_in(place)
    last = AuditEntry.objects.filter(pk=key).values_list("at", "pk").first() if key else None
    if last is None:
        return rows
    return rows.filter(at__lte=last[0]).exclude(at=last[0], pk__gte=last[1])


def _place(row: AuditEntry) -> str:
    return str(row.pk)


def _line(row: AuditEntry, names: dict[UUID, str]) -> Line:
    said = audit_words.said(row.verb)
    detail = audit_words.detail(row.verb, row.detail)
    about = names.get(row.object_id, "") if row.kind == "member" and row.object_id != row.member_id else ""  # type: ignore[arg-type]
    who = names.get(row.member_id, "") if row.member_id else ""
    parts = ", ".join(part for part in (about, detail) if part)
    command = not row.member_id and not row.ip and row.user_agent.startswith(COMMAND)
    device = row.user_agent if command or not row.user_agent else name_of(row.user_agent)
    return Line(row.at, who, command, said, parts, row.ip or "", device)


def _names() -> dict[UUID, str]:
    return dict(Member.objects.values_list("pk", "name"))


def _csv(asked: dict[str, str], workspace: UUID) -> Iterator[str]:
    yield csv_text([["at", "member", "verb", "kind", "object", "detail", "ip", "user_agent"]])
    place = ""
    while True:
        with in_workspace(workspace):
            names = _names()
            rows = list(_after(_found(asked), place)[:BATCH])
        yield csv_text(_cells(row, names) for row in rows)
        if len(rows) < BATCH:
            return
        place = _place(rows[-1])


def _cells(row: AuditEntry, names: dict[UUID, str]) -> list[Any]:
    who = names.get(row.member_id, "") if row.member_id else ""
    values = [row.at.isoformat(), who, row.verb, row.kind, row.object_id, row.detail or ""]
    return [*values, row.ip, row.user_agent]


def _day(text: str) -> datetime | None:
    """The beginning of a day in the reader's zone."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(found, time.min)) if found else None
