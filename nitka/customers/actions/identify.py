"""From what a message says of its sender to a customer, for a whole batch in a fixed number of statements."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from nitka.customers.actions import making
from nitka.customers.actions.claims import Claim, Key, find
from nitka.customers.actions.journal import evidence, link, project, value
from nitka.customers.actions.shared import sight
from nitka.customers.actions.tell import tell
from nitka.customers.actions.together import Together
from nitka.customers.models import Customer, Identity, Proposal, Status
from nitka.customers.queries import rules_in_force
from nitka.customers.rules import Rules, blocked
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, insert

_MOVED = """select exists (select from unnest(%s::uuid[], %s::uuid[]) k (id, customer_id)
    join customers_identity i on i.workspace_id = %s and i.id = k.id where i.customer_id <> k.customer_id)"""
Present = tuple[dict[Key, Identity], list[tuple[Identity, Claim]]]


def identify(claims: Sequence[Claim]) -> dict[Key, Identity]:
    """The identity of each claim, with its customer; those not seen before get a new customer.

    Identities named together (`Claim.also`) become one customer's where the rules allow it; else a person is asked.
    What is nobody's (`null`, a hash of nothing) is left out of `also`. A fixed number of statements, whatever the size
    of the batch: five at the most where nobody names two.
    """
    if not any(claim.also for claim in claims):
        return _alone({claim.key: claim for claim in claims})
    with transaction.atomic():
        rules = rules_in_force()
        groups = [group for claim in claims for group in _linking(claim, rules)]
        wanted = {claim.key: claim for group in groups for claim in group}
        found, made = _present(wanted, groups)
        strangers = Together(rules, groups, found, made).decide()
        making.learn({key: claim for key, claim in wanted.items() if key not in strangers}, found)
        return found


def _linking(claim: Claim, rules: Rules) -> list[list[Claim]]:
    """What may be one person's: without what is nobody's; a sender who is nobody stands alone."""
    also = [one for one in claim.also if not blocked(rules, one.kind, one.value)]
    if also and blocked(rules, claim.kind, claim.value):
        return [[claim], also]
    return [[claim, *also]]


def _alone(wanted: dict[Key, Claim], *, held: bool = False) -> dict[Key, Identity]:
    """Those who learn something are held before it is written, as whoever makes two one holds them."""
    found = find(wanted)
    missing = [claim for key, claim in wanted.items() if key not in found]
    if missing:
        made, stored = making.make([[claim] for claim in missing])
        making.write_down(made)
        found |= stored
    if held or making.teaches(wanted, found):
        found = _locked(found)
    making.learn(wanted, found)
    return found


def _present(wanted: dict[Key, Claim], groups: Sequence[Sequence[Claim]]) -> Present:
    """All identities there and their customers locked; those nobody knew get a customer for each group."""
    found = find(wanted)
    made: list[tuple[Identity, Claim]] = []
    missing = {key for key in wanted if key not in found}
    if missing:
        made, stored = making.make(making.new_groups(groups, missing))
        found |= stored
    return _locked(found), made


def hold(claims: Sequence[Claim]) -> dict[Key, Identity]:
    """`identify` with the customers locked; those merged away before the lock was had are looked up anew."""
    if any(claim.also for claim in claims):
        return _locked(identify(claims))
    return _alone({claim.key: claim for claim in claims}, held=True)


def _locked(found: dict[Key, Identity]) -> dict[Key, Identity]:
    """Their customers held; where some are others by now, all are let go first, so that nobody waits in a circle."""
    while True:
        point = transaction.savepoint()
        if not lock(found.values()):
            transaction.savepoint_commit(point)
            return found
        transaction.savepoint_rollback(point)
        found = find(found)


def lock(identities: Iterable[Identity]) -> bool:
    """Hold the customers of a batch, in sorted order so that two batches cannot wait for each other.

    True when an identity is another customer's meanwhile, by a merge or its undoing: who they are must be asked again.
    """
    of = {identity.pk: identity.customer_id for identity in identities}
    with connection.cursor() as cursor:
        cursor.execute(
            "select merged_into_id from customers_customer where id = any(%s::uuid[]) order by id for update",
            [array(set(of.values()))],
        )
        if any(merged for (merged,) in cursor.fetchall()):
            return True
        cursor.execute(_MOVED, [array(of), array(of.values()), require_workspace()])  # what was true before we waited
        return bool(cursor.fetchone()[0])


def state(claimant: Identity, claim: Claim) -> tuple[Identity | None, Proposal | None]:
    """A visitor says that an address is theirs (rule 9): it joins them as stated while nobody else has it.

    Else it is a proposal that an agent accepts or refuses; of an address that too many state not even that. Returns
    the identity that joined, or the proposal.
    """
    known = find([claim.key]).get(claim.key)
    if known is None:
        known, made = Identity.objects.get_or_create(
            kind=claim.kind,
            value=claim.value,
            defaults={"customer_id": claimant.customer_id, "name": claim.name, "status": Status.STATED},
        )
        if made:
            insert([link(known.pk, claimant.customer_id, "stated", by=claimant.pk)])
            insert([evidence(known.pk, Status.STATED, "stated", source_id=claim.source_id)])
            return known, None
    if known.customer_id == claimant.customer_id:
        return known, None
    rules = rules_in_force()
    if sight([(known, claimant)], rules) or known.quarantined or blocked(rules, known.kind, known.value):
        return None, None
    proposal, made = Proposal.objects.get_or_create(
        identity_id=known.pk, claimant_id=claimant.pk, defaults={"why": "unproven", "rules": rules.version}
    )
    if made:
        tell()
    return None, proposal


def name_customer(identity: Identity, name: str, *, how: str = "stated") -> None:
    """Call a customer by the name that one of their identities gives, while they have none."""
    customer: Customer = identity.customer
    if name and not customer.name:
        insert([value(identity.pk, "name", name[:200], Status.STATED, how)])
        project([customer.pk])
        customer.name = name[:200]
