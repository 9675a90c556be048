"""A member stands for a contact: they rang or wrote there and were answered, or were shown a document."""

from uuid import UUID

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.customers.actions.identify import lock
from nitka.customers.actions.journal import evidence
from nitka.customers.events import CustomersChanged, IdentitiesLearnt
from nitka.customers.models import Evidence, Identity, Status
from nitka.kit import events
from nitka.kit.db.bulk import insert

WAYS = ("asked", "shown")  # codes of `words.proof`


class CannotVouch(ValueError):
    """It stays as it is; the code says why: proven (already), quarantined (it is too many people's)."""


@transaction.atomic
def vouch(*, identity: Identity, way: str, member_id: UUID) -> Identity:
    """The contact is proven by a member's word, which is its evidence. It makes nobody one: rules look at what is
    named together from now on. Raises CannotVouch."""
    held = _held(identity)
    if held.status == Status.VERIFIED:
        raise CannotVouch("proven")
    if held.quarantined:
        raise CannotVouch("quarantined")
    return _become(held, Status.VERIFIED, way, member_id)


@transaction.atomic
def unvouch(*, identity: Identity, member_id: UUID) -> bool:
    """Take such a word back: the contact is as sure as it was. False where something else has proven it since."""
    held = _held(identity)
    last, before = _lately(held)
    if last is None or last.how not in WAYS or held.status != Status.VERIFIED:
        return False
    _become(held, Status(before.status) if before else Status.STATED, "hand", member_id)
    return True


def _held(identity: Identity) -> Identity:
    lock([identity])
    return Identity.objects.select_for_update().get(pk=identity.pk)


def _lately(identity: Identity) -> tuple[Evidence | None, Evidence | None]:
    told = list(Evidence.objects.filter(identity_id=identity.pk).order_by("-at", "-id")[:2])
    return (told[0] if told else None), (told[1] if len(told) > 1 else None)


def _become(held: Identity, status: Status, how: str, member_id: UUID) -> Identity:
    held.status = status
    held.save(update_fields=["status"])
    insert([evidence(held.pk, status, how, member_id=member_id)])
    record("customers.vouched", kind="customer", object_id=held.customer_id, detail={"how": how, "status": str(status)})
    events.publish(IdentitiesLearnt([held.pk]))
    events.publish(CustomersChanged([held.customer_id]))
    return held
