"""One segment: who is in it, who came and went."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of, workspace_of
from nitka.accounts.models import Member
from nitka.customers.models import Company
from nitka.customers.policies import can_export
from nitka.customers.queries import visible_to
from nitka.customers.tabs import names, section
from nitka.segments import actions, pictures, queries
from nitka.segments.definition import read
from nitka.segments.definition.called import Called
from nitka.segments.definition.words import said
from nitka.segments.models import Edition, Recount, Segment, Why
from nitka.segments.policies import can_build
from nitka.segments.using import User, users
from nitka.segments.views.common import segment_or_404

SHOWN = 12
HISTORY = 30


@require_GET
def segment(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Its people, its days, its history. A fixed number of statements."""
    found = segment_or_404(key)
    return _page(request, found, [] if found.archived_at else users(found, member_of(request)))


def _page(request: HttpRequest, found: Segment, used: list[User], *, unsure: bool = False) -> HttpResponse:
    """`unsure`: it was to be put away, and somebody uses it."""
    member, slug = member_of(request), workspace_of(request).slug
    days = pictures.days_of([found])[found.pk]
    first = Edition.objects.filter(segment_id=found.pk).order_by("-number").first()
    context: dict[str, Any] = section(member, "segments") | {
        "segment": found, "said": said(read(found.definition), Called()), "builds": can_build(member),
        "flow": pictures.flow(days, found.changed_at.date()), "trend": pictures.trend(found, days),
        **(_companies(found, slug) if found.of_companies else _people(found, member, slug)),
        "exports": can_export(member), "whole": f"?segment={found.pk}",
        "users": used, "unsure": unsure, "held": [one for one in used if one.holds],
        "edition": first, "recount": Recount.objects.filter(segment_id=found.pk).order_by("-at").first(),
    }  # fmt: skip
    return render(request, "segments/segment.html", context, status=422 if unsure else 200)


@require_POST
def removal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Put it away, when somebody uses it only for who is `sure`; `back` brings it back."""
    member, found = admitted(request, can_build), segment_or_404(key)
    if not request.POST.get("back") and not request.POST.get("sure") and (used := users(found, member)):
        return _page(request, found, used, unsure=True)
    try:
        if request.POST.get("back"):
            actions.restore_segment(segment=found)
        else:
            actions.archive_segment(segment=found)
    except actions.WrongDefinition as problem:
        messages.error(request, "; ".join(problem.fields.values()))
    return redirect("segments:segment", slug, found.pk)


def _people(found: Segment, member: Member, slug: str) -> dict[str, Any]:
    """Who came last, and who came and went."""
    inside = list(queries.memberships(found, member).order_by("-since", "-id")[:SHOWN])
    told = list(queries.passages(found, member)[:HISTORY])
    keys = {one.customer_id for one in inside} | {one.customer_id for one in told}
    known = {one.pk: one for one in visible_to(member).filter(pk__in=keys)}
    called = names(list(known))
    return {
        "people": [(known[one.customer_id], called[one.customer_id], one.since) for one in inside
                   if one.customer_id in known],
        "history": _history(((one, one.customer_id) for one in told), called, "customers:profile", slug),
    }  # fmt: skip


def _companies(found: Segment, slug: str) -> dict[str, Any]:
    """The same of companies."""
    inside = list(queries.companies_in(found).order_by("-since", "-id")[:SHOWN])
    told = list(queries.company_passages(found)[:HISTORY])
    known = Company.objects.in_bulk({one.company_id for one in inside} | {one.company_id for one in told})
    called = {key: one.name for key, one in known.items()}
    return {
        "firms": [(known[one.company_id], one.since) for one in inside if one.company_id in known],
        "history": _history(((one, one.company_id) for one in told), called, "customers:company", slug),
    }


def _history(
    told: Iterable[tuple[Any, UUID]], called: Mapping[UUID, str], page: str, slug: str
) -> list[tuple[Any, ...]]:
    return [(one, reverse(page, args=[slug, key]), called[key], Why(one.why).label) for one, key in told
            if key in called]  # fmt: skip
