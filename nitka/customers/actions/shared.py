"""Identities that too many have: counted, shut in, let go."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from nitka.accounts.actions.audit import record
from nitka.customers.actions.journal import row
from nitka.customers.events import IdentitiesQuarantined
from nitka.customers.models import Identity, Quarantine, Sighting
from nitka.customers.rules import Rules, too_shared
from nitka.kit import clock, events
from nitka.kit.db.bulk import array, insert


class Sightings:
    """With whose identities some identities were named, before this batch and in it."""

    def __init__(self, identities: Collection[Identity], rules: Rules) -> None:
        self.rules = rules
        self.customers: dict[UUID, set[UUID]] = defaultdict(set)
        self.new: list[Sighting] = []
        self.shut: dict[UUID, int] = {}
        if identities:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select distinct s.identity_id, o.customer_id from customers_sighting s join customers_identity o"
                    " on o.workspace_id = s.workspace_id and o.id = s.other_id where s.identity_id = any(%s::uuid[])",
                    [array(identity.pk for identity in identities)],
                )
                for identity, customer in cursor.fetchall():
                    self.customers[identity].add(customer)

    def add(self, identity: Identity, other: Identity, customer_id: UUID, other_customer_id: UUID) -> bool:
        """It was named together with another customer's. True when that was once too often."""
        if identity.quarantined:
            return True
        self.new.append(row(Sighting, identity_id=identity.pk, other_id=other.pk, at=clock.now()))
        on = self.customers[identity.pk]
        on.add(other_customer_id)
        if not too_shared(self.rules, identity.kind, len(on | {customer_id})):
            return False
        identity.quarantined = True
        self.shut[identity.pk] = len(on | {customer_id})
        return True

    def write(self) -> None:
        """Keep what was seen; three statements at the most."""
        insert(self.new, ignore_conflicts=True)
        if not self.shut:
            return
        insert(
            row(
                Quarantine,
                identity_id=key,
                seen=seen,
                rules=self.rules.version,
                at=clock.now(),
                lifted_at=None,
                lifted_by_id=None,
            )
            for key, seen in self.shut.items()
        )
        Identity.objects.filter(pk__in=list(self.shut)).update(quarantined=True)
        events.publish(IdentitiesQuarantined(list(self.shut)))


def sight(pairs: Sequence[tuple[Identity, Identity]], rules: Rules) -> bool:
    """Identities were named by others than whose they are. True when one of them is in quarantine now."""
    seen = Sightings([identity for identity, _ in pairs], rules)
    shut = [seen.add(identity, other, identity.customer_id, other.customer_id) for identity, other in pairs]
    seen.write()
    return any(shut)


@transaction.atomic
def release(*, quarantines: Iterable[Quarantine], member_id: UUID | None = None) -> list[Quarantine]:
    """Let identities go: they link again, and are counted anew; answers which. Released before: nothing happens."""
    ids = [one.pk for one in quarantines]
    held = list(Quarantine.objects.select_for_update().filter(pk__in=ids, lifted_at=None).order_by("id"))
    identities = [one.identity_id for one in held]
    Quarantine.objects.filter(pk__in=[one.pk for one in held]).update(lifted_at=clock.now(), lifted_by_id=member_id)
    Sighting.objects.filter(identity_id__in=identities).delete()
    Identity.objects.filter(pk__in=identities).update(quarantined=False)
    for one in held:
        record("contact.released", kind="identity", object_id=one.identity_id, member_id=member_id)
    return held
