"""A contact that was written wrong is written right: all that came by it stays with it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from nitka.customers.actions import questions
from nitka.customers.actions.identify import lock
from nitka.customers.actions.journal import evidence
from nitka.customers.actions.tell import tell
from nitka.customers.confirming import Confirmation
from nitka.customers.events import CustomersChanged
from nitka.customers.kinds import spell
from nitka.customers.models import Identity, Proposal, Sighting, Status
from nitka.kit import clock, events
from nitka.kit.db.bulk import insert


class CannotRespell(ValueError):
    """It stays as it is; the code says why: spelling, taken, quarantined, changed (since it was read)."""


@transaction.atomic
def respell(*, identity: Identity, value: str, status: str = Status.STATED, member_id: UUID | None = None) -> Identity:
    """Write a contact otherwise. What proved the old spelling proves nothing of the new one: it is stated, and what was
    asked at the old one cannot be answered any more. Raises CannotRespell."""
    spelt = spell(identity.kind, value)
    if spelt is None:
        raise CannotRespell("spelling")
    _end_letters(identity.pk)  # before the customers: who answers one holds it first
    lock([identity])
    held = Identity.objects.select_for_update().get(pk=identity.pk)
    if held.value != identity.value:
        raise CannotRespell("changed")
    if held.quarantined:
        raise CannotRespell("quarantined")
    _forget_questions(held.pk)
    held.value, held.status = spelt, status
    try:
        with transaction.atomic():
            held.save(update_fields=["value", "status"])
    except IntegrityError:
        raise CannotRespell("taken") from None
    insert([evidence(held.pk, status, "hand", member_id=member_id)])
    events.publish(CustomersChanged([held.customer_id]))
    return held


def _forget_questions(key: UUID) -> None:
    """Pairs that wait for a person because of the old spelling."""
    asked = [one.pk for one in questions.held(Proposal.objects.filter(identity_id=key, decision=""))]
    Proposal.objects.filter(pk__in=asked).delete()
    Sighting.objects.filter(identity_id=key).delete()
    Sighting.objects.filter(other_id=key).delete()
    if asked:
        tell()


def _end_letters(key: UUID) -> None:
    """What was asked at the old spelling."""
    too_late = clock.now() - Confirmation.OPEN_FOR
    Confirmation.objects.filter(identity_id=key, answer="", asked_at__gt=too_late).update(asked_at=too_late)
