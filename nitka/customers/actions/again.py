"""What was decided of two customers is taken back, or a pair is looked at once more."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from nitka.accounts.actions.audit import record
from nitka.customers.actions.holding import above, hold, hold_chain
from nitka.customers.actions.merge import between
from nitka.customers.actions.tell import tell
from nitka.customers.actions.undo import undo
from nitka.customers.models import Apart, Identity, Merge, Proposal
from nitka.customers.queries import customers_of
from nitka.kit import clock


@transaction.atomic
def take_back(*, proposal: Proposal, member_id: UUID | None = None) -> bool:
    """A decided proposal waits again: its merge is undone, its refusal lifted. False where nothing was decided."""
    hold(lambda: sides(Proposal.objects.filter(pk=proposal.pk)))
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not proposal.decision:
        return False
    pair = {"one_id": proposal.identity_id, "other_id": proposal.claimant_id}
    merged = Merge.objects.filter(**pair, at__gte=proposal.at).order_by("-at").first()
    if merged is not None and merged.undone_at:
        return False  # somebody has parted them since
    if proposal.decision == "accepted" and merged is not None:
        undo(merge=merged, member_id=member_id)
        Apart.objects.filter(merge_id=merged.pk, lifted_at=None).update(lifted_at=clock.now())
    Apart.objects.filter(proposal_id=proposal.pk, lifted_at=None).update(lifted_at=clock.now())
    _open(proposal)
    return True


@transaction.atomic
def reconsider(*, apart: Apart, member_id: UUID | None = None) -> Proposal | None:
    """Two who were said to be apart are asked about once more: the question waits in the queue.

    None where somebody did it before, or where one of them has no contact that could be named.
    """
    hold_chain([apart.one_now_id, apart.other_now_id])  # as all who write such rows: customers first
    apart = Apart.objects.select_for_update().get(pk=apart.pk)
    if apart.lifted_at:
        return None
    between(apart.one_now_id, apart.other_now_id).update(lifted_at=clock.now())
    record("customers.reconsidered", kind="customer", object_id=apart.one_now_id,
           detail={"other": str(apart.other_now_id)}, member_id=member_id)  # fmt: skip
    proposal = _asked(apart)
    if proposal is not None and proposal.decision:
        _open(proposal)
    elif proposal is not None:
        tell()
    return proposal


@transaction.atomic
def reconsider_all(*, aparts: Sequence[Apart], member_id: UUID | None = None) -> list[Proposal]:
    """Ask again about several pairs; answers the questions that wait now. Their customers are held together: one pair
    after another could wait for somebody who waits for this one."""
    if not aparts:
        return []
    hold_chain({key for apart in aparts for key in (apart.one_now_id, apart.other_now_id)})
    asked = [reconsider(apart=apart, member_id=member_id) for apart in aparts]
    return [one for one in asked if one is not None]


def sides(rows: "QuerySet[Proposal]") -> set[UUID]:
    """Whom it concerns that these questions are taken back: whose the contacts are, and who was merged by them."""
    pairs = set(rows.values_list("identity_id", "claimant_id"))
    ids = set(customers_of({key for pair in pairs for key in pair}))
    merges = Merge.objects.filter(one_id__in={one for one, _other in pairs}, undone_at=None)
    for one, other, into, source in merges.values_list("one_id", "other_id", "into_id", "source_id"):
        if (one, other) in pairs:
            ids |= {into, source}
    return set(above(ids))


def _open(proposal: Proposal) -> None:
    proposal.decision, proposal.decided_at, proposal.decided_by_id = "", None, None
    proposal.save(update_fields=["decision", "decided_at", "decided_by_id"])
    tell([proposal.pk])


def _asked(apart: Apart) -> Proposal | None:
    """The proposal that was refused, the one behind the undone merge, or a new one about the two."""
    if apart.proposal_id:
        return Proposal.objects.filter(pk=apart.proposal_id).first()
    merge = Merge.objects.filter(pk=apart.merge_id).first() if apart.merge_id else None
    one, other = (merge.one_id, merge.other_id) if merge else (None, None)
    one, other = one or _contact(apart.one_now_id), other or _contact(apart.other_now_id)
    if one is None or other is None:
        return None
    either = Q(identity_id=one, claimant_id=other) | Q(identity_id=other, claimant_id=one)
    made = Proposal.objects.filter(either).first()
    return made or Proposal.objects.create(identity_id=one, claimant_id=other, why="again")


def _contact(customer_id: UUID) -> UUID | None:
    found = Identity.objects.filter(customer_id=customer_id).order_by("id")
    return found.values_list("pk", flat=True).first()
