"""`segments`: who belongs together, by the JSON that the pages write."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.segments import (
    PreviewRow,
    SegmentChange,
    SegmentGiven,
    SegmentMemberRow,
    SegmentRow,
    SegmentTried,
)  # fmt: skip
from nitka.api.views.common import Key, acting, allow, answers, rows
from nitka.segments import actions, queries
from nitka.segments.models import Segment
from nitka.segments.policies import can_build

router = Router(tags=["segments"])


class Force(Schema):
    """Whether it goes although somebody uses it."""

    force: bool = Field(False, description="put it away although lists are kept or sent by it, or programs told of it")


@router.get("segments", response=answers(200, Rows[SegmentRow]))
def segments(request: HttpRequest, page: Query[Page]) -> Any:
    """Segments, newest first."""
    return rows(*newest(queries.visible_to(acting(request)), page))


@router.get("segments/{uuid:segment_id}", response=answers(200, SegmentRow))
def segment(request: HttpRequest, segment_id: UUID) -> Any:
    """One segment."""
    return _segment(request, segment_id)


@router.post("segments", response=answers(201, SegmentRow))
def create(request: HttpRequest, given: SegmentGiven, idempotency_key: Key = None) -> Any:
    """Make a segment; its members come within seconds."""
    allow(request, can_build)
    try:
        queries.read_for(given.definition, acting(request))
        return Status(201, actions.make_segment(name=given.name, definition=given.definition))
    except actions.WrongDefinition as problem:
        raise Problem("invalid", fields=problem.fields) from None


@router.patch("segments/{uuid:segment_id}", response=answers(200, SegmentRow))
def change(request: HttpRequest, segment_id: UUID, given: SegmentChange) -> Any:
    """Another name or definition."""
    allow(request, can_build)
    found = _segment(request, segment_id)
    try:
        if given.definition is not None:
            queries.read_for(given.definition, acting(request))
        return actions.change_segment(segment=found, name=given.name, definition=given.definition)
    except actions.WrongDefinition as problem:
        raise Problem("invalid", fields=problem.fields) from None


@router.delete("segments/{uuid:segment_id}", response=answers(204, None))
def remove(request: HttpRequest, segment_id: UUID, asked: Query[Force]) -> Any:
    """Put it away. Not while somebody uses it, unless forced; while another segment builds upon it not even so."""
    allow(request, can_build)
    found = _segment(request, segment_id)
    used = queries.users(found, acting(request))
    if held := [one for one in used if one.holds]:
        raise Problem("built_upon", fields={"segments": _listed(held)})
    if used and not asked.force:
        raise Problem("in_use", fields={"users": _listed(used)})
    try:
        actions.archive_segment(segment=found)
    except actions.WrongDefinition as problem:  # it was built upon a moment ago
        raise Problem("built_upon", fields=problem.fields) from None
    return Status(204, None)


def _listed(used: list[queries.User]) -> str:
    return ", ".join(str(one.name) for one in used[:20])


@router.post("segments/preview", response=answers(200, PreviewRow))
def preview(request: HttpRequest, given: SegmentTried) -> Any:
    """How many would be in a segment so defined, and a few of them; nothing is kept."""
    allow(request, can_build)
    try:
        tree = queries.read_for(given.definition, acting(request))
        found = queries.preview_of(given.definition)
    except actions.WrongDefinition as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return {"count": found.count, "total": found.total, "exact": found.exact, "low": found.low, "high": found.high,
            "sample": found.people, "almost": found.almost, "looked": found.looked,
            "near": [_whom(tree.of, one.customer) | {"path": f"{tree.how}.{one.part}", "value": one.value}
                     for one in found.near]}  # fmt: skip


@router.get("segments/{uuid:segment_id}/members", response=answers(200, Rows[SegmentMemberRow]))
def members(request: HttpRequest, segment_id: UUID, page: Query[Page]) -> Any:
    """Who is in it, who entered last first, as far as the token sees."""
    segment = _segment(request, segment_id)
    if segment.of_companies:
        firms, following = newest(queries.companies_in(segment), page)
        return rows([_whom(segment.of, one.company_id) | {"since": one.since} for one in firms], following)
    data, following = newest(queries.memberships(segment, acting(request)), page)
    return rows([_whom(segment.of, one.customer_id) | {"since": one.since} for one in data], following)


def _whom(of: str, key: UUID) -> dict[str, UUID | None]:
    customer = of == "customers"
    return {"customer": key if customer else None, "company": None if customer else key}


def _segment(request: HttpRequest, key: UUID) -> Segment:
    found = queries.visible_to(acting(request)).filter(pk=key).first()
    if found is None:
        raise Problem("not_found")
    return found
