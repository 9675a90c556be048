"""`rights/requests`: what persons asked for by law. Only a token that acts for an administrator is heard."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.models import Member
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.rights import (
    RightsClosureGiven,
    RightsCorrectionGiven,
    RightsErasureGiven,
    RightsNoteGiven,
    RightsRequestGiven,
    RightsRequestRow,
    RightsRequestWhole,
)  # fmt: skip
from nitka.api.views.common import Key, acting, answers, rows
from nitka.customers.queries import survivor
from nitka.rights import actions, queries
from nitka.rights.models import Kind, Request, Way
from nitka.rights.policies import can_keep_rights

router = Router(tags=["rights"])
ZIP = {"responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}}


class Wanted(Page):
    """A page of those in a state, or of one customer's."""

    state: Literal["open", "done", "refused", "withdrawn"] | None = None
    customer: UUID | None = None


@router.get("rights/requests", response=answers(200, Rows[RightsRequestRow]))
def rights_requests(request: HttpRequest, page: Query[Wanted]) -> Any:
    """The register, newest first."""
    _keeper(request)
    found = queries.requests()
    if page.state:
        found = found.filter(state=page.state)
    if page.customer:
        found = found.filter(customer_id=page.customer)
    data, following = newest(found, page)
    return rows(map(_row, data), following)


@router.post("rights/requests", response=answers(201, RightsRequestWhole), by_alias=True)
def create(request: HttpRequest, given: RightsRequestGiven, idempotency_key: Key = None) -> Any:
    """Write down what a person asks for; the law's day is counted from when it came."""
    member = _keeper(request)
    customer = survivor(given.customer, member)
    if customer is None or customer.erased_at:
        raise Problem("invalid", fields={"customer": "nobody is known by this id"})
    with transaction.atomic():
        made = actions.receive(customer=customer, kind=given.kind, way=Way.API, words=given.words,
                               received_at=given.received_at, member=member)  # fmt: skip
        for one in given.corrections:
            _point_out(made, one, member)
    return Status(201, _whole(made))


@router.get("rights/requests/{uuid:request_id}", response=answers(200, RightsRequestWhole), by_alias=True)
def rights_request(request: HttpRequest, request_id: UUID) -> Any:
    """One request, its log, what was made for it."""
    return _whole(_asked(request, request_id)[0])


@router.post("rights/requests/{uuid:request_id}/notes", response=answers(201, RightsRequestWhole), by_alias=True)
def note(request: HttpRequest, request_id: UUID, given: RightsNoteGiven, idempotency_key: Key = None) -> Any:
    """Write down what was done."""
    found, member = _asked(request, request_id)
    actions.note(request=found, text=given.text, by=member)
    return Status(201, _again(found))


@router.post("rights/requests/{uuid:request_id}/closure", response=answers(200, RightsRequestWhole), by_alias=True)
def close(request: HttpRequest, request_id: UUID, given: RightsClosureGiven, idempotency_key: Key = None) -> Any:
    """It ends: done, refused or withdrawn."""
    found, member = _asked(request, request_id)
    if given.state not in queries.endings(found) or not actions.close(request=found, state=given.state, by=member):
        raise Problem("not_now")
    return _again(found)


@router.post("rights/requests/{uuid:request_id}/corrections", response=answers(201, RightsRequestWhole), by_alias=True)
def point_out(request: HttpRequest, request_id: UUID, given: RightsCorrectionGiven, idempotency_key: Key = None) -> Any:
    """Name a value that is wrong; the same one named again is wanted otherwise."""
    found, member = _asked(request, request_id)
    _point_out(found, given, member)
    return Status(201, _again(found))


@router.delete("rights/corrections/{uuid:correction_id}", response=answers(204, None))
def drop(request: HttpRequest, correction_id: UUID) -> Any:
    """Take it off the list, as long as it was not changed."""
    _corrected(request, correction_id, actions.drop)
    return Status(204, None)


@router.post(
    "rights/corrections/{uuid:correction_id}/application", response=answers(200, RightsRequestWhole), by_alias=True
)
def apply(request: HttpRequest, correction_id: UUID, idempotency_key: Key = None) -> Any:
    """Change the value, if it is still what was said to be wrong."""
    return _again(_corrected(request, correction_id, actions.correct))


@router.delete(
    "rights/corrections/{uuid:correction_id}/application", response=answers(200, RightsRequestWhole), by_alias=True
)
def take_back(request: HttpRequest, correction_id: UUID) -> Any:
    """As it was before, if nobody has changed it since and the request is open."""
    return _again(_corrected(request, correction_id, actions.uncorrect))


@router.post("rights/requests/{uuid:request_id}/copy", response=answers(202, RightsRequestWhole), by_alias=True)
def copy(request: HttpRequest, request_id: UUID, idempotency_key: Key = None) -> Any:
    """Have the file with all that is kept of them made; it is asked for here with GET once its state is done."""
    found, member = _asked(request, request_id)
    if found.kind != Kind.EXPORT or not found.is_open:
        raise Problem("not_now")
    actions.order_copy(request=found, by=member)
    return Status(202, _again(found))


@router.get("rights/requests/{uuid:request_id}/copy", response=answers(200, None), openapi_extra=ZIP)
def copy_file(request: HttpRequest, request_id: UUID) -> Any:
    """The file itself, `application/zip`, while it is there; who took it is written down."""
    found, member = _asked(request, request_id)
    file = actions.hand_out(request=found, by=member)
    if file is None:
        raise Problem("not_found")
    response = FileResponse(file, content_type="application/zip", as_attachment=True,
                            filename=f"data-{found.number}.zip")  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


@router.post("rights/requests/{uuid:request_id}/erasure", response=answers(202, RightsRequestWhole), by_alias=True)
def erasure(request: HttpRequest, request_id: UUID, given: RightsErasureGiven, idempotency_key: Key = None) -> Any:
    """Have them erased for good; it can be called off until it begins."""
    found, member = _asked(request, request_id)
    if given.confirm != str(found.number):
        raise Problem("invalid", fields={"confirm": "the number of the request is wanted"})
    try:
        actions.order_erasure(request=found, by=member, at_once=given.at_once)
    except actions.Busy:
        raise Problem("not_now") from None
    return Status(202, _again(found))


@router.delete("rights/requests/{uuid:request_id}/erasure", response=answers(204, None))
def call_off(request: HttpRequest, request_id: UUID) -> Any:
    """Call the erasure off before it begins."""
    found, member = _asked(request, request_id)
    ordered = queries.erasure_of(found.pk)
    if ordered is None or not actions.call_off(erasure=ordered, by=member):
        raise Problem("not_now")
    return Status(204, None)


def _keeper(request: HttpRequest) -> Member:
    """The administrator behind the token: who gave out or erased somebody's data must have a name."""
    member = acting(request)
    if member is None or not can_keep_rights(member):
        raise Problem("forbidden")
    return member


def _asked(request: HttpRequest, key: UUID) -> tuple[Request, Member]:
    found = queries.requests().filter(pk=key).first()
    if found is None:
        raise Problem("not_found")
    return found, _keeper(request)


def _point_out(found: Request, given: RightsCorrectionGiven, member: Member) -> None:
    known = {"was": given.was} if "was" in given.model_fields_set else {}
    try:
        actions.point_out(request=found, code=given.code, asked=given.asked, by=member, **known)
    except actions.CannotCorrect as problem:
        raise _refused(problem) from None


def _corrected(request: HttpRequest, key: UUID, do: Callable[..., Any]) -> Request:
    found = queries.correction(key)
    if found is None:
        raise Problem("not_found")
    asked, member = _asked(request, found.request_id)
    try:
        do(correction=found, by=member)
    except actions.CannotCorrect as problem:
        raise _refused(problem) from None
    return asked


def _refused(problem: actions.CannotCorrect) -> Problem:
    """With the reason in words, whichever it is."""
    if problem.field:
        return Problem("invalid", fields={problem.field: str(problem)})
    return Problem("not_now", fields={"correction": str(problem)})


def _again(found: Request) -> dict[str, Any]:
    return _whole(queries.requests().get(pk=found.pk))


def _row(one: Request) -> dict[str, Any]:
    return {
        "id": one.pk, "number": one.number, "kind": one.kind, "customer": one.customer_id, "law": one.law,
        "way": one.way, "member": one.member_id, "state": one.state, "words": one.words or "",
        "received_at": one.received_at, "due_at": one.due_at, "late": one.is_late, "closed_at": one.closed_at,
    }  # fmt: skip


def _whole(one: Request) -> dict[str, Any]:
    made, erased = queries.copy_of(one.pk), queries.erasure_of(one.pk)
    return _row(one) | {
        "log": [{"at": line.at, "verb": line.verb, "member": line.member_id} for line in one.entries.order_by("at")],
        "corrections": [
            {"id": row.pk, "field": row.field, "identity": row.identity_id, "attribute": row.key or None,
             "was": row.was, "asked": row.asked, "applied_at": row.applied_at, "member": row.member_id}
            for row in one.corrections.order_by("at", "id")
        ],
        "copy": {"state": made.stage, "size": made.size, "until": made.next_at if made.stage == "done" else None}
        if made else None,
        "erasure": {"state": erased.stage, "begins_at": erased.next_at, "ended_at": erased.ended_at}
        if erased else None,
    }  # fmt: skip
