"""A merge is an event: identities are tied anew in the journal, nothing is moved or deleted (`undo.py` parts them)."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from nitka.customers.actions.holding import locked
from nitka.customers.actions.journal import row, write
from nitka.customers.actions.naming import call
from nitka.customers.actions.tell import tell
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal
from nitka.customers.queries import rules_in_force
from nitka.kit import clock
from nitka.kit.db.bulk import insert


class CannotMerge(ValueError):
    """The two are one already, or one of them is an alias. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def merge(
    *,
    into: Customer,
    source: Customer,
    why: str = "",
    member_id: UUID | None = None,
    proposal: Proposal | None = None,
) -> Merge:
    """Make `source` an alias of `into`: every identity of it is now `into`'s. Raises CannotMerge.

    A person says so: it holds against any rule, and that the two were said to be apart is over.
    """
    rows = {one.pk: one for one in locked([into.pk, source.pk])}
    into, source = rows[into.pk], rows[source.pk]
    if into.pk == source.pk or into.merged_into_id or source.merged_into_id:
        raise CannotMerge("same" if into.pk == source.pk else "already_merged")
    done = Merge(into_id=into.pk, source_id=source.pk, why=why[:2000], member_id=member_id)
    if proposal is not None:
        done.rule, done.rules = proposal.why, rules_in_force().version
        done.one_id, done.other_id = proposal.identity_id, proposal.claimant_id
    between(into.pk, source.pk).update(lifted_at=clock.now())
    write([done])
    return done


@transaction.atomic
def decide(
    *, proposal: Proposal, accept: bool, member_id: UUID | None = None, name_of: UUID | None = None
) -> Merge | None:
    """Accept or refuse that two identities are one person's; decided before, or gone: nothing happens.

    Refused: the two are apart from now on. `name_of`: which of the two customers the one they become is called by.
    """
    of = owners([proposal.identity_id, proposal.claimant_id])
    held = Proposal.objects.select_for_update().filter(pk=proposal.pk, decision="").first()
    if held is None:
        return None
    proposal = held
    proposal.decision = "accepted" if accept else "refused"
    proposal.decided_at, proposal.decided_by_id = clock.now(), member_id
    proposal.save()
    tell([proposal.pk])
    into, source = of[proposal.identity_id], of[proposal.claimant_id]
    if into == source:
        return None
    if accept:
        if name_of in (into, source):
            _vouch(name_of, member_id)
        return merge(
            into=Customer(pk=into), source=Customer(pk=source), why="proposal", member_id=member_id, proposal=proposal
        )
    insert([refused(proposal, into, source, member_id)])
    return None


def refused(proposal: Proposal, one: UUID, other: UUID, member_id: UUID | None) -> Apart:
    """That the customers of a proposal stay two."""
    made: Apart = row(
        Apart, one_id=one, other_id=other, one_now_id=one, other_now_id=other, merge_id=None,
        proposal_id=proposal.pk, member_id=member_id, at=clock.now(), lifted_at=None,
    )  # fmt: skip
    return made


def _vouch(customer_id: UUID, member_id: UUID | None) -> None:
    """A member stands for what one of the two is called. It stays that one's, so undoing has nothing to give back."""
    customer = Customer.objects.get(pk=customer_id)
    if customer.name:
        call(customer=customer, name=customer.name, member_id=member_id)


def owners(identities: Collection[UUID]) -> dict[UUID, UUID]:
    """Whose some identities are now, their customers locked; who it was not true of any more is let go first."""
    of = _owners(identities)
    while True:
        point = transaction.savepoint()
        locked(of.values())
        now = _owners(identities)
        if now == of:
            transaction.savepoint_commit(point)
            return of
        transaction.savepoint_rollback(point)
        of = now


def _owners(identities: Collection[UUID]) -> dict[UUID, UUID]:
    return dict(Identity.objects.filter(pk__in=identities).values_list("pk", "customer_id"))


def between(one: UUID, other: UUID) -> "QuerySet[Apart]":
    """What keeps two apart who are customers now."""
    pairs = Apart.objects.filter(lifted_at=None)
    return pairs.filter(one_now_id=one, other_now_id=other) | pairs.filter(one_now_id=other, other_now_id=one)
