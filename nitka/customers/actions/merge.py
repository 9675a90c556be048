"""A merge is an event: identities are tied anew in the journal, nothing is moved or deleted, and it can be undone."""

from collections import defaultdict
from uuid import UUID

from django.db import transaction

from nitka.customers.events import CustomersMerged
from nitka.customers.models import Customer, Identity, Link, Merge, Proposal
from nitka.kit import clock, events


class CannotMerge(ValueError):
    """The two are one already, or the merge was undone before. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def merge(*, into: Customer, source: Customer, why: str = "", member_id: UUID | None = None) -> Merge:
    """Make `source` an alias of `into`: every identity of it is now `into`'s. Raises CannotMerge."""
    into, source = _locked(into.pk, source.pk)
    if into.pk == source.pk or into.merged_into_id or source.merged_into_id:
        raise CannotMerge("same" if into.pk == source.pk else "already_merged")
    done = Merge.objects.create(into_id=into.pk, source_id=source.pk, why=why[:2000], member_id=member_id)
    _tie(list(Identity.objects.filter(customer_id=source.pk)), into.pk, "merge", done)
    source.merged_into_id = into.pk
    source.save(update_fields=["merged_into_id"])
    if not into.name:
        _take_name(into)
    events.publish(CustomersMerged(done.pk, into.pk, source.pk))
    return done


@transaction.atomic
def undo(*, merge: Merge, member_id: UUID | None = None) -> None:
    """Make two of one again, by playing the journal without this merge; undone before: nothing happens.

    Later merges stay: who was merged into `source` goes back with it. The undone row says for ever that the two are not
    one; no rule may merge them again, a person may.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        return
    _locked(merge.into_id, merge.source_id)
    source = Customer.objects.get(pk=merge.source_id)
    source.merged_into_id = None
    source.save(update_fields=["merged_into_id"])
    merge.undone_at, merge.undone_by_id = clock.now(), member_id
    merge.save(update_fields=["undone_at", "undone_by_id"])
    _replay(merge)
    _give_name_back(merge, source.name)
    events.publish(CustomersMerged(merge.pk, merge.into_id, source.pk, undone=True))


def _replay(undone: Merge) -> None:
    """Tie the identities of an undone merge's survivor to whom the journal now says they are."""
    aliases = dict(Customer.objects.exclude(merged_into_id=None).values_list("pk", "merged_into_id"))
    top = _follow(aliases, undone.into_id)
    identities = {identity.pk: identity for identity in Identity.objects.filter(customer_id=top)}
    first = {  # merges and their undoing aside, the last link says whose an identity is
        link.identity_id: link.customer_id
        for link in Link.objects.filter(identity_id__in=identities, merge_id=None).order_by("at", "id")
    }
    moved = defaultdict(list)
    for key, identity in identities.items():
        owner = _follow(aliases, first.get(key, identity.customer_id))
        if owner != top:
            moved[owner].append(identity)
    for owner, of in moved.items():
        _tie(of, owner, "undo", undone)


def _take_name(customer: Customer) -> None:
    """One without a name is called as the first of those merged into them who has one."""
    for merge in (
        Merge.objects.filter(into_id=customer.pk, undone_at=None).select_related("source").order_by("at", "id")
    ):
        if merge.source.name:
            customer.name, merge.took_name = merge.source.name, True
            customer.save(update_fields=["name"])
            merge.save(update_fields=["took_name"])
            return


def _give_name_back(undone: Merge, name: str) -> None:
    """The survivor loses a name that came by this merge, and so do those who have it from the survivor.

    A name that was changed since is their own and stays.
    """
    link: Merge | None = undone
    while link is not None and link.took_name:
        link.took_name = False
        link.save(update_fields=["took_name"])
        customer = Customer.objects.select_for_update().get(pk=link.into_id)
        if customer.name != name:
            return
        customer.name = ""
        customer.save(update_fields=["name"])
        _take_name(customer)
        link = Merge.objects.filter(source_id=customer.pk, undone_at=None).first()


def _follow(aliases: dict[UUID, UUID | None], customer_id: UUID) -> UUID:
    while above := aliases.get(customer_id):
        customer_id = above
    return customer_id


@transaction.atomic
def decide(*, proposal: Proposal, accept: bool, member_id: UUID | None = None) -> Merge | None:
    """Accept or refuse that a visitor is the owner of the address they stated; decided before: nothing happens."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.decision:
        return None
    proposal.decision = "accepted" if accept else "refused"
    proposal.decided_at, proposal.decided_by_id = clock.now(), member_id
    proposal.save()
    owner = Identity.objects.get(pk=proposal.identity_id)
    claimant = Identity.objects.get(pk=proposal.claimant_id)
    if not accept or owner.customer_id == claimant.customer_id:
        return None
    into, source = Customer(pk=owner.customer_id), Customer(pk=claimant.customer_id)
    return merge(into=into, source=source, why="proposal", member_id=member_id)


def _locked(first: UUID, second: UUID) -> tuple[Customer, Customer]:
    rows = {row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=[first, second]).order_by("id")}
    return rows[first], rows[second]


def _tie(identities: list[Identity], customer_id: UUID, rule: str, merge: Merge) -> None:
    for identity in identities:
        identity.customer_id = customer_id
    Identity.objects.bulk_update(identities, ["customer_id"])
    Link.objects.bulk_create(
        [
            Link(identity_id=i.pk, customer_id=customer_id, rule=rule, merge_id=merge.pk, member_id=merge.member_id)
            for i in identities
        ]
    )
