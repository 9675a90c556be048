"""Identities that nobody knew, and what a batch says of those that are known."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from nitka.customers.actions.claims import Claim, Key, find
from nitka.customers.actions.journal import evidence, forget, value
from nitka.customers.events import CustomersMade, IdentitiesLearnt
from nitka.customers.matching.spelling import switched
from nitka.customers.models import Customer, Evidence, Identity, Link, Status, Value
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import blank, insert, insert_new, update
from nitka.kit.ids import uuids7


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


def make(groups: Sequence[Sequence[Claim]]) -> tuple[list[tuple[Identity, Claim]], dict[Key, Identity]]:
    """A new customer for each group, with its identities; they are to be written down yet. Those that were made, and
    all that are there now by these keys.

    In one order for everybody: two batches that insert the same senders crosswise would deadlock.
    """
    customers = uuids7(len(groups))
    pairs = [(customer, claim) for customer, group in zip(customers, groups, strict=True) for claim in group]
    pairs.sort(key=lambda pair: pair[1].key)
    made = uuids7(len(pairs))
    given = blank(Customer)
    named = zip(customers, map(_name, groups), strict=True)
    insert_new(Customer, [given | {"id": key, "name": name} for key, name in named])
    _insert(made, pairs)
    stored = find([claim.key for _, claim in pairs])
    ours = [(stored[claim.key], claim) for key, (_, claim) in zip(made, pairs, strict=True)
            if stored[claim.key].pk == key]  # fmt: skip
    if len(ours) < len(pairs):  # another batch was first: its customer stays, ours was never seen
        seen = {identity.customer_id for identity, _ in ours}
        forget(key for key in customers if key not in seen)
        customers = [key for key in customers if key in seen]
    events.publish(CustomersMade(customers))
    return ours, stored


def _name(group: Sequence[Claim]) -> str:
    """As `survivors.choose` will say of their values, which are written down in the order of the keys."""
    named = [(one, one.name[:200]) for one in group if one.name]
    if len(named) < 2:
        return named[0][1] if named else ""
    return max((not switched(name), _RANK[Status(one.status)], len(name), one.key, name) for one, name in named)[-1]


def _insert(keys: Sequence[UUID], pairs: Sequence[tuple[UUID, Claim]]) -> None:
    always = {"workspace_id": require_workspace(), "quarantined": False, "created_at": clock.now()}
    insert_new(Identity, [
        always | {"id": key, "customer_id": customer, "kind": claim.kind, "value": claim.value,
                  "name": claim.name[:200], "status": claim.status}
        for key, (customer, claim) in zip(keys, pairs, strict=True)
    ], ignore_conflicts=True)  # fmt: skip


def write_down(made: Sequence[tuple[Identity, Claim]], joins: Mapping[UUID, Join] = _NONE) -> None:
    """Into the journal whose they are from now on, how that is known and what they are called."""
    if not made:
        return
    always = {"workspace_id": require_workspace(), "member_id": None, "at": clock.now()}
    insert_new(Link, [
        always | {"id": key, "identity_id": one.pk, "merge_id": None} | _first_line(one, joins.get(one.pk))
        for key, (one, _claim) in zip(uuids7(len(made)), made, strict=True)
    ])  # fmt: skip
    insert_new(Evidence, [
        always | {"id": key, "identity_id": one.pk, "status": claim.status, "how": claim.how,
                  "source_id": claim.source_id}
        for key, (one, claim) in zip(uuids7(len(made)), made, strict=True)
    ])  # fmt: skip
    named = [(one, claim) for one, claim in made if claim.name]
    insert_new(Value, [
        always | {"id": key, "identity_id": one.pk, "field": "name", "text": claim.name[:200], "status": claim.status,
                  "how": claim.how}
        for key, (one, claim) in zip(uuids7(len(named)), named, strict=True)
    ])  # fmt: skip
    events.publish(IdentitiesLearnt([one.pk for one, _ in made]))


def _first_line(identity: Identity, joined: Join | None) -> dict[str, object]:
    if joined is None:
        return {"customer_id": identity.customer_id, "rule": "first seen", "by_id": None}
    return {"customer_id": joined.customer_id, "rule": "together", "by_id": joined.by}


def teaches(wanted: Mapping[Key, Claim], found: Mapping[Key, Identity]) -> bool:
    """Whether `learn` would write anything."""
    return any(
        _RANK[Status(claim.status)] > _RANK[Status(found[key].status)] or (claim.name and not found[key].customer.name)
        for key, claim in wanted.items()
    )


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
