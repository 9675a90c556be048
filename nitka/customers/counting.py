"""How many contacts of each kind customers have, in the windows of the rules. Reads only."""

from collections import Counter, defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import connection

from nitka.customers.rules import Rules
from nitka.kit import clock
from nitka.kit.db.bulk import array
from nitka.kit.text import dump

MOST = 2_000  # identities of a customer that are counted


def counts(customers: set[UUID], rules: Rules) -> dict[UUID, Counter[str]]:
    """Of each customer. One statement."""
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    if not customers:
        return counts
    now = clock.now()
    since = {kind: now - timedelta(days=rule.days) for kind, rule in rules.kinds.items() if rule.days}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, i.kind, count(*) from unnest(%s::uuid[]) c (id) cross join lateral"
            " (select kind, created_at from customers_identity where customer_id = c.id limit %s) i"
            " left join json_to_recordset(%s) as k (kind text, since timestamptz) on k.kind = i.kind"
            " where k.since is null or i.created_at >= k.since group by 1, 2",
            [array(customers), MOST, dump([{"kind": kind, "since": at.isoformat()} for kind, at in since.items()])],
        )
        for customer, kind, count in cursor.fetchall():
            counts[customer][kind] = count
    return counts
