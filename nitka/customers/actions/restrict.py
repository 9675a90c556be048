"""Stop working with a person's data, and go on with it: nothing is sent to them, no segment and no matching looks at
them. Who was one with them by a merge is meant too, for as long as they are one (`queries.restricted`)."""

from uuid import UUID

from django.db import transaction

from nitka.customers.events import CustomersChanged
from nitka.customers.models import Customer
from nitka.kit import clock, events


@transaction.atomic
def restrict(*, customer_id: UUID) -> bool:
    """From now on; False where it was so already."""
    count = Customer.objects.filter(pk=customer_id, restricted_at=None).update(restricted_at=clock.now())
    events.publish(CustomersChanged([customer_id]))
    return bool(count)


@transaction.atomic
def lift_restriction(*, customer_id: UUID) -> bool:
    """Everything is as it was; what did not go out meanwhile stays parked until somebody sends it again."""
    count = Customer.objects.filter(pk=customer_id).exclude(restricted_at=None).update(restricted_at=None)
    events.publish(CustomersChanged([customer_id]))
    return bool(count)
