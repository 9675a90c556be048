"""Identities that nobody knew, and what a batch says of those that are known."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from nitka.customers.actions.claims import Claim, Key, find
from nitka.customers.actions.journal import evidence, forget, link, row, value
from nitka.customers.events import CustomersMade, IdentitiesLearnt
from nitka.customers.models import Customer, Identity, Link, Status
from nitka.kit import clock, events
from nitka.kit.db.bulk import insert, update


class Join(NamedTuple):
    """A new identity goes to a customer, by one of theirs."""

    customer_id: UUID
    by: UUID


_NONE: Mapping[UUID, Join] = {}
_RANK = {Status.GUESSED: 0, Status.STATED: 1, Status.VERIFIED: 2}


def new_groups(groups: Sequence[Sequence[Claim]], missing: Collection[Key]) -> list[list[Claim]]:
    """What is to be made, those together who are new together; who is named beside a known one comes alone."""
    taken: set[Key] = set()
    made: list[list[Claim]] = []
    for group in groups:
        new = list({claim.key: claim for claim in group if claim.key in missing and claim.key not in taken}.values())
        taken.update(claim.key for claim in new)
        if all(claim.key in missing for claim in group):
            made += [new] if new else []
        else:
            made += [[claim] for claim in new]
    return made


def make(groups: Sequence[Sequence[Claim]]) -> list[tuple[Identity, Claim]]:
    """A new customer for each group, with its identities; they are to be written down yet.

    In one order for everybody: two batches that insert the same senders crosswise would deadlock.
    """
    customers = [Customer(name=_name(group)) for group in groups]
    pairs = [(customer.pk, claim) for customer, group in zip(customers, groups, strict=True) for claim in group]
    pairs.sort(key=lambda pair: pair[1].key)
    identities: list[Identity] = [_identity(customer, claim) for customer, claim in pairs]
    insert(customers)
    insert(identities, ignore_conflicts=True)
    stored = find([claim.key for _, claim in pairs])
    ours = [(one, claim) for one, (_, claim) in zip(identities, pairs, strict=True) if stored[claim.key].pk == one.pk]
    kept = [one.pk for one in customers]
    if len(ours) < len(identities):  # another batch was first: its customer stays, ours was never seen
        seen = {identity.customer_id for identity, _ in ours}
        forget(key for key in kept if key not in seen)
        kept = [key for key in kept if key in seen]
    events.publish(CustomersMade(kept))
    return ours


def _name(group: Sequence[Claim]) -> str:
    """As `survivors.choose` will say of their values, which are written down in the order of the keys."""
    said = [(_RANK[Status(one.status)], len(one.name[:200]), one.key, one.name[:200]) for one in group if one.name]
    return max(said)[-1] if said else ""


def _identity(customer_id: UUID, claim: Claim) -> Identity:
    made: Identity = row(
        Identity, customer_id=customer_id, kind=claim.kind, value=claim.value, name=claim.name[:200],
        status=claim.status, quarantined=False, created_at=clock.now(),
    )  # fmt: skip
    return made


def write_down(made: Sequence[tuple[Identity, Claim]], joins: Mapping[UUID, Join] = _NONE) -> None:
    """Into the journal whose they are from now on, how that is known and what they are called."""
    insert([_first_line(one, joins.get(one.pk)) for one, _ in made])
    insert([evidence(one.pk, claim.status, claim.how, source_id=claim.source_id) for one, claim in made])
    insert([value(one.pk, "name", claim.name[:200], claim.status, claim.how) for one, claim in made if claim.name])
    if made:
        events.publish(IdentitiesLearnt([one.pk for one, _ in made]))


def _first_line(identity: Identity, joined: Join | None) -> Link:
    if joined is None:
        return link(identity.pk, identity.customer_id, "first seen")
    return link(identity.pk, joined.customer_id, "together", by=joined.by)


def learn(wanted: Mapping[Key, Claim], found: Mapping[Key, Identity]) -> None:
    """A better status or a first name, from what the batch says."""
    surer = [key for key, claim in wanted.items() if _RANK[Status(claim.status)] > _RANK[Status(found[key].status)]]
    for key in surer:
        found[key].status = wanted[key].status
    if surer:
        events.publish(IdentitiesLearnt([found[key].pk for key in surer]))
        update(Identity, [found[key] for key in surer], ["status"])
        insert(
            [
                evidence(found[key].pk, wanted[key].status, wanted[key].how, source_id=wanted[key].source_id)
                for key in surer
            ]
        )
    _name_those_without(wanted, found)


def _name_those_without(wanted: Mapping[Key, Claim], found: Mapping[Key, Identity]) -> None:
    named: dict[UUID, Customer] = {}
    said = []
    for key, claim in wanted.items():
        customer = found[key].customer
        if claim.name and not customer.name and customer.pk not in named:
            customer.name = claim.name[:200]
            named[customer.pk] = customer
            said.append(value(found[key].pk, "name", customer.name, claim.status, claim.how))
    if named:
        insert(said)
        update(Customer, named.values(), ["name"])
