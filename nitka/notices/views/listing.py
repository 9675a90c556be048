"""The list behind the bell."""

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import member_of
from nitka.notices import actions, queries
from nitka.notices.models import Notice
from nitka.notices.queries import Shown
from nitka.notices.texts import ICONS, TONES, headline
from nitka.ui import words


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest, or those before one."""
    member, before = member_of(request), _before(request)
    rows, more = queries.latest(member, before)
    days = groupby((_row(one, slug) for one in rows), key=lambda row: words.when(row["at"], "day"))
    context = {
        "days": [(day, list(of)) for day, of in days],
        "unread": queries.unread(member),
        "before": before,
        "older": _cursor(rows[-1].notice) if more and rows else "",
    }
    return render(request, "notices/index.html", context)


@require_GET
def bell(request: HttpRequest, slug: str) -> HttpResponse:
    """The bell of the rail with its count."""
    context = {"unread": queries.unread(member_of(request)), "on_notices": "on" in request.GET}
    return render(request, "ui/_bell.html", context)


@require_GET
def notice(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """On to what it is about; it has been seen."""
    found = queries.visible_to(member_of(request)).filter(pk=pk).first()
    rows = queries.shown(member_of(request), [found]) if found else []
    if found is None or not rows:
        raise Http404
    actions.open_notice(notice=found)
    return redirect(_url(rows[0], slug))


@require_POST
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them have been seen."""
    actions.see_all(member_id=member_of(request).pk)
    return redirect("notices:index", slug)


def _row(one: Shown, slug: str) -> dict[str, Any]:
    row = one.notice
    return {
        "url": reverse("notices:notice", args=[slug, row.pk]),
        "at": row.at,
        "unread": row.seen_at is None,
        "icon": ICONS[row.kind],
        "tone": TONES.get(row.kind, ""),
        "headline": headline(row),
        "by": one.by,
        "title": one.named.title if one.named else headline(row),
        "detail": one.named.detail if one.named else row.data.get("device", ""),
        "alone": one.named is None,
    }


def _url(one: Shown, slug: str) -> str:
    return f"/w/{slug}/{one.named.path if one.named else 'me/security/'}"


def _cursor(row: Notice) -> str:
    return f"{row.at.isoformat()}~{row.pk}"


def _before(request: HttpRequest) -> tuple[datetime, UUID] | None:
    at, _, key = request.GET.get("before", "").partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(key)) if moment.tzinfo else None
    except ValueError:
        return None
