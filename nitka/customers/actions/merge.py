"""A merge is an event: identities are tied anew in the journal, nothing is moved or deleted, and it can be undone."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from nitka.customers.actions.journal import project, row, tie, write
from nitka.customers.actions.naming import call
from nitka.customers.actions.tell import tell, tell_of
from nitka.customers.events import CustomersMerged
from nitka.customers.models import Apart, Customer, Identity, Link, Merge, Proposal
from nitka.customers.queries import rules_in_force
from nitka.kit import clock, events
from nitka.kit.db.bulk import array, insert


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
    rows = {one.pk: one for one in _locked([into.pk, source.pk])}
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
def undo(*, merge: Merge, member_id: UUID | None = None) -> None:
    """Make two of one again, by playing the journal without this merge; undone before: nothing happens.

    Later merges stay: who was merged into `source` goes back with it. From now on the two are apart: no rule may merge
    them again, a person may.
    """
    top = hold_chain([merge.into_id, merge.source_id])
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        return
    Customer.objects.filter(pk=merge.source_id).update(merged_into_id=None)
    merge.undone_at, merge.undone_by_id = clock.now(), member_id
    merge.save(update_fields=["undone_at", "undone_by_id"])
    aliases = _aliases(top) | _aliases(merge.source_id)
    _replay(merge, top, aliases)
    _restore_apart(top, aliases)
    insert([row(Apart, one_id=merge.into_id, other_id=merge.source_id, one_now_id=top, other_now_id=merge.source_id,
                merge_id=merge.pk, proposal_id=None, member_id=member_id, at=clock.now(), lifted_at=None)])  # fmt: skip
    project([top, merge.source_id])
    tell_of([top, merge.source_id])
    events.publish(CustomersMerged([merge.pk], [top], [merge.source_id], undone=True))


@transaction.atomic
def decide(
    *, proposal: Proposal, accept: bool, member_id: UUID | None = None, name_of: UUID | None = None
) -> Merge | None:
    """Accept or refuse that two identities are one person's; decided before: nothing happens.

    Refused: the two are apart from now on. `name_of`: which of the two customers the one they become is called by.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.decision:
        return None
    proposal.decision = "accepted" if accept else "refused"
    proposal.decided_at, proposal.decided_by_id = clock.now(), member_id
    proposal.save()
    tell([proposal.pk])
    of = owners([proposal.identity_id, proposal.claimant_id])
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
        _locked(of.values())
        now = _owners(identities)
        if now == of:
            transaction.savepoint_commit(point)
            return of
        transaction.savepoint_rollback(point)
        of = now


def _owners(identities: Collection[UUID]) -> dict[UUID, UUID]:
    return dict(Identity.objects.filter(pk__in=identities).values_list("pk", "customer_id"))


def _locked(ids: Collection[UUID]) -> list[Customer]:
    """In sorted order, as everybody locks them."""
    return list(Customer.objects.select_for_update().filter(pk__in=set(ids)).order_by("id"))


def between(one: UUID, other: UUID) -> "QuerySet[Apart]":
    """What keeps two apart who are customers now."""
    pairs = Apart.objects.filter(lifted_at=None)
    return pairs.filter(one_now_id=one, other_now_id=other) | pairs.filter(one_now_id=other, other_now_id=one)


def hold_chain(ids: Collection[UUID]) -> UUID:
    """Lock customers and all they were merged into, and say who is at the end.

    Where one was merged on meanwhile the locks are let go first, so that two chains cannot wait for each other.
    """
    while True:
        chain = _chain(ids)
        point = transaction.savepoint()
        rows = {one.pk: one for one in _locked(chain)}
        if _chain(ids) == chain:
            transaction.savepoint_commit(point)
            return next(one.pk for one in rows.values() if one.merged_into_id is None)
        transaction.savepoint_rollback(point)


def _chain(ids: Collection[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive up (id, above) as ("
            " select id, merged_into_id from customers_customer where id = any(%s::uuid[]) union"
            " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above) select id from up",
            [array(ids)],
        )
        return {key for (key,) in cursor.fetchall()}


def _aliases(top: UUID) -> dict[UUID, UUID]:
    """Everybody who is `top` now → `top`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive below (id) as (select %s::uuid union"
            " select c.id from below join customers_customer c on c.merged_into_id = below.id) select id from below",
            [top],
        )
        return {key: top for (key,) in cursor.fetchall()}


def _replay(undone: Merge, top: UUID, now: dict[UUID, UUID]) -> None:
    """Tie the identities of an undone merge's survivor to whom the journal now says they are."""
    identities = set(Identity.objects.filter(customer_id=top).values_list("pk", flat=True))
    lines = {  # merges and their undoing aside, the last line says whose an identity is
        line.identity_id: line
        for line in Link.objects.filter(identity_id__in=identities, merge_id=None).order_by("at", "id")
    }
    owners = {key: now.get(_base(lines, key) or top, top) for key in identities}
    tie({key: owner for key, owner in owners.items() if owner != top}, "undo", undone)


def _base(lines: dict[UUID, Link], key: UUID) -> UUID | None:
    """Whose an identity is by no merge: what came by another one goes wherever that one goes."""
    line = lines.get(key)
    while line is not None and line.by_id in lines:
        line = lines[line.by_id]
    return line.customer_id if line else None


def _restore_apart(top: UUID, now: dict[UUID, UUID]) -> None:
    """Who had to stay apart from one of the two stays apart from that one only."""
    for side in ("one", "other"):
        moved: dict[UUID, list[UUID]] = defaultdict(list)
        rows = Apart.objects.filter(**{f"{side}_now_id": top}).values_list("pk", f"{side}_id")
        for key, was in rows:
            moved[now.get(was, top)].append(key)
        for owner, keys in moved.items():
            if owner != top:
                Apart.objects.filter(pk__in=keys).update(**{f"{side}_now_id": owner})
