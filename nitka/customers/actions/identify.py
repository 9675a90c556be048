"""From what a message says of its sender to a customer, for a whole batch in a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from nitka.customers.models import Customer, Identity, Link, Proposal, Status
from nitka.kit.db.bulk import array, instance
from nitka.kit.text import dump

Key = tuple[str, str]
# Without the times, which nobody here asks for and which cost more to read than the rest
_OF_IDENTITY = ("id", "workspace_id", "customer_id", "kind", "value", "name", "status")
_OF_CUSTOMER = ("id", "workspace_id", "name", "language", "merged_into_id")
_RANK = {Status.GUESSED: 0, Status.STATED: 1, Status.VERIFIED: 2}


@dataclass(slots=True, frozen=True)
class Claim:
    """A sender: kind and normalised value, the name they give, how sure it is."""

    kind: str
    value: str
    name: str = ""
    status: str = Status.VERIFIED

    @property
    def key(self) -> Key:
        return (self.kind, self.value)


def identify(claims: Sequence[Claim]) -> dict[Key, Identity]:
    """The identity of each claim, with its customer; those not seen before get a new customer.

    Five statements at the most, whatever the size of the batch.
    """
    wanted = {claim.key: claim for claim in claims}
    found = find(wanted)
    missing = [claim for key, claim in wanted.items() if key not in found]
    if missing:
        _make(missing)
        found |= find([claim.key for claim in missing])
    _learn(wanted, found)
    return found


def find(keys: Iterable[Key]) -> dict[Key, Identity]:
    """Known identities by (kind, value), with their customers."""
    pairs = list(keys)
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.id, i.workspace_id, i.customer_id, i.kind, i.value, i.name, i.status,"
            " c.id, c.workspace_id, c.name, c.language, c.merged_into_id"
            " from json_to_recordset(%s) as k (kind text, value text)"
            " join customers_identity i on i.kind = k.kind and i.value = k.value"
            " join customers_customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id",
            [dump([{"kind": kind, "value": value} for kind, value in pairs])],
        )
        return {(row[3], row[4]): _identity(row) for row in cursor.fetchall()}


def _identity(row: tuple[object, ...]) -> Identity:
    identity = instance(Identity, zip(_OF_IDENTITY, row, strict=False))
    customer = instance(Customer, zip(_OF_CUSTOMER, row[len(_OF_IDENTITY) :], strict=True))
    identity._state.fields_cache["customer"] = customer
    return identity


def hold(claims: Sequence[Claim]) -> dict[Key, Identity]:
    """`identify` with the customers locked; those merged away before the lock was had are looked up anew."""
    found = identify(claims)
    for _ in range(3):
        if not lock(found.values()):
            break
        found = find(found)
    return found


def lock(identities: Iterable[Identity]) -> bool:
    """Hold the customers of a batch, in sorted order so that two batches cannot wait for each other.

    True when one of them has been merged into another meanwhile: who the identities are must be asked again.
    """
    ids = array({identity.customer_id for identity in identities})
    with connection.cursor() as cursor:
        cursor.execute(
            "select merged_into_id from customers_customer where id = any(%s::uuid[]) order by id for update", [ids]
        )
        return any(merged for (merged,) in cursor.fetchall())


def state(claimant: Identity, claim: Claim) -> tuple[Identity | None, Proposal | None]:
    """A visitor says that an address is theirs (rule 9): it joins them as stated while nobody else has it.

    Else it is a proposal that an agent accepts or refuses. Returns the identity that joined, or the proposal.
    """
    known = find([claim.key]).get(claim.key)
    if known is None:
        known, made = Identity.objects.get_or_create(
            kind=claim.kind,
            value=claim.value,
            defaults={"customer_id": claimant.customer_id, "name": claim.name, "status": Status.STATED},
        )
        if made:
            Link.objects.create(identity_id=known.pk, customer_id=claimant.customer_id, rule="stated")
            return known, None
    if known.customer_id == claimant.customer_id:
        return known, None
    proposal, _ = Proposal.objects.get_or_create(identity_id=known.pk, claimant_id=claimant.pk)
    return None, proposal


def name_customer(customer: Customer, name: str) -> None:
    """Call a customer by the name they give while they have none."""
    if name and not customer.name:
        customer.name = name[:200]
        customer.save(update_fields=["name"])


def _make(claims: list[Claim]) -> None:
    """New customers. In one order for everybody: two batches that insert the same senders crosswise would deadlock."""
    claims = sorted(claims, key=lambda claim: claim.key)
    customers = [Customer(name=claim.name[:200]) for claim in claims]
    Customer.objects.bulk_create(customers)
    identities = [
        Identity(
            customer_id=customer.pk, kind=claim.kind, value=claim.value, name=claim.name[:200], status=claim.status
        )
        for customer, claim in zip(customers, claims, strict=True)
    ]
    Identity.objects.bulk_create(identities, ignore_conflicts=True)
    stored = find([claim.key for claim in claims])
    ours = [i for i in identities if stored[(i.kind, i.value)].pk == i.pk]
    Link.objects.bulk_create([Link(identity_id=i.pk, customer_id=i.customer_id, rule="first seen") for i in ours])
    if len(ours) < len(identities):  # another batch was first: its customer stays, ours was never seen
        kept = {i.customer_id for i in ours}
        Customer.objects.filter(pk__in=[c.pk for c in customers if c.pk not in kept]).delete()


def _learn(wanted: dict[Key, Claim], found: dict[Key, Identity]) -> None:
    """A better status or a first name, from what the batch says."""
    surer = [
        found[key] for key, claim in wanted.items() if _RANK[Status(claim.status)] > _RANK[Status(found[key].status)]
    ]
    for identity in surer:
        identity.status = wanted[(identity.kind, identity.value)].status
    if surer:
        Identity.objects.bulk_update(surer, ["status"])
    named = {}
    for key, claim in wanted.items():
        customer = found[key].customer
        if claim.name and not customer.name:
            customer.name = claim.name[:200]
            named[customer.pk] = customer
    if named:
        Customer.objects.bulk_update(named.values(), ["name"])
