"""Customers became one or two again, put on a label, are somebody else's: threads open on a screen show it at once."""

from uuid import UUID

from django.db import connection

from nitka.conversations.actions.signal import changed
from nitka.customers.events import CustomersMerged, LabelsChanged, OwnersChanged
from nitka.kit.db.bulk import array

MOST = 500  # latest conversations of all of them that are told; who opens an older one reads it anew anyway


def on_customers_merged(event: CustomersMerged) -> None:
    """Tell the lists and threads of everybody concerned. The customers themselves and search are read by identity."""
    ids = _conversations({*event.into_ids, *event.from_ids})
    if ids:
        changed(ids, "customer")


def on_marked(event: LabelsChanged | OwnersChanged) -> None:
    """The panel beside a thread shows labels and the owner."""
    ids = _conversations(set(event.customer_ids))
    if ids:
        changed(ids, "customer")


def _conversations(customers: set[UUID]) -> list[UUID]:
    """Of customers, and of those they are now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive up (id, above) as ("
            " select id, merged_into_id from customers_customer where id = any(%s::uuid[]) union"
            " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above)"
            " select v.id from up join customers_identity i on i.customer_id = up.id"
            " join conversations_conversation v on v.workspace_id = i.workspace_id and v.identity_id = i.id"
            " where v.status <> 'merged' order by v.last_at desc limit %s",
            [array(customers), MOST],
        )
        return [key for (key,) in cursor.fetchall()]
