"""Send what was sent, once more; and an example."""

from datetime import datetime

from django.db import transaction

from nitka.kit import clock
from nitka.kit.db.bulk import insert
from nitka.kit.ids import uuid7
from nitka.webhooks.actions.spread import message
from nitka.webhooks.contract import Row
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint, State


class NotKept(ValueError):
    """Its words are blank: they were about a person who is erased."""


@transaction.atomic
def resend(*, delivery: Delivery) -> None:
    """Send it anew under the same id, from the first attempt. Raises NotKept."""
    row = Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
    if row.message.body is None:
        raise NotKept
    if row.state == State.SENDING:
        return
    row.state, row.tries, row.next_at, row.changed_at = State.WAITING, 0, clock.now(), clock.now()
    row.save(update_fields=["state", "tries", "next_at", "changed_at"])


@transaction.atomic
def resend_failed(*, endpoint: Endpoint, since: datetime) -> int:
    """All that failed since; how many they are."""
    found = Delivery.objects.filter(
        endpoint_id=endpoint.pk, state=State.FAILED, made_at__gte=since, message__body__isnull=False
    )
    now = clock.now()
    return found.update(state=State.WAITING, tries=0, next_at=now, changed_at=now)


@transaction.atomic
def example(*, endpoint: Endpoint, type: str) -> Delivery:
    """A made-up event of a type, marked as a trial by its id alone: nothing in it exists.

    Raises Endpoint.DoesNotExist when it was removed meanwhile.
    """
    Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    made = message(type, uuid7(), Row(KINDS[type].example))
    insert([made])
    delivery = Delivery(endpoint_id=endpoint.pk, message_id=made.pk)
    delivery.save(force_insert=True)
    return delivery
