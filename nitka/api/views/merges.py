"""`merges`: two customers are one, and perhaps two again; `proposals`: they may be."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.merges import MergeGiven, MergeRow, ProposalRow
from nitka.api.views.common import acting, allow, answers, customer_or_404, rows
from nitka.customers import actions
from nitka.customers.actions.merge import CannotMerge
from nitka.customers.models import Link, Merge, Proposal
from nitka.customers.queries import open_proposals, seen_merges
from nitka.customers.words import explained, proposed, reasons

router = Router(tags=["merges"])


@router.get("merges", response=answers(200, Rows[MergeRow]), by_alias=True)
def merges(request: HttpRequest, page: Query[Page]) -> Any:
    """Merges, newest first, those undone too."""
    data, following = newest(seen_merges(acting(request)), page, by="at")
    return rows(described(data), following)


@router.get("merges/{uuid:merge_id}", response=answers(200, MergeRow), by_alias=True)
def merge(request: HttpRequest, merge_id: UUID) -> Any:
    """What a merge did: when, why, to which identities."""
    return described([_merge(request, merge_id)])[0]


@router.post("merges", response=answers(201, MergeRow), by_alias=True)
def create(request: HttpRequest, given: MergeGiven) -> Any:
    """Make one customer an alias of another; of merged ones the survivors are meant."""
    allow(request, can_answer)
    into, source = customer_or_404(request, given.into), customer_or_404(request, given.from_)
    try:
        done = actions.merge(into=into, source=source, why=given.why, member_id=_member(request))
    except CannotMerge:
        raise Problem("same") from None
    return Status(201, described([done])[0])


@router.delete("merges/{uuid:merge_id}", response=answers(204, None))
def undo(request: HttpRequest, merge_id: UUID) -> Any:
    """Make two of one again; undone before: nothing happens."""
    allow(request, can_answer)
    actions.undo(merge=_merge(request, merge_id), member_id=_member(request))
    return HttpResponse(status=204)


@router.get("proposals", response=answers(200, Rows[ProposalRow]), by_alias=True, tags=["proposals"])
def proposals(request: HttpRequest, page: Query[Page]) -> Any:
    """Pairs that may be one person and wait for a person's decision, newest first."""
    found = open_proposals(acting(request)).select_related("identity", "claimant")
    data, following = newest(found, page, by="at")
    return rows(asked(data), following)


def asked(proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The rows of proposals: why a person is asked, and where it was computed what speaks for and against it."""
    why = proposed(proposals)
    return [
        {
            "id": one.pk,
            "at": one.at,
            "customers": [one.identity.customer_id, one.claimant.customer_id],
            "probability": one.probability,
            "reasons": why[one.pk],
            "for": [reason.text for reason in reasons(one)[0]],
            "against": [reason.text for reason in reasons(one)[1]],
        }
        for one in proposals
    ]


def described(merges: Sequence[Merge]) -> list[dict[str, Any]]:
    """The rows of merges, what they tied in one statement."""
    tied: dict[UUID | None, list[dict[str, Any]]] = defaultdict(list)
    links = Link.objects.filter(merge_id__in=[merge.pk for merge in merges], rule="merge").select_related("identity")
    for link in links.order_by("id"):
        one = link.identity
        tied[link.merge_id].append({"kind": one.kind, "value": one.value, "status": one.status})
    reasons = explained(merges)
    return [
        {
            "id": merge.pk,
            "into": merge.into_id,
            "from": merge.source_id,
            "why": merge.why,
            "at": merge.at,
            "member": merge.member_id,
            "undone_at": merge.undone_at,
            "rule": merge.rule,
            "rules": merge.rules,
            "reasons": reasons[merge.pk],
            "identities": tied[merge.pk],
        }
        for merge in merges
    ]


def _member(request: HttpRequest) -> UUID | None:
    member = acting(request)
    return member.pk if member else None


def _merge(request: HttpRequest, merge_id: UUID) -> Merge:
    found = seen_merges(acting(request)).filter(pk=merge_id).first()
    if found is None:
        raise Problem("not_found")
    return found
