"""What must not be kept: the words about a person who is erased, and everything that is old."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from nitka.kit import clock
from nitka.kit.db.bulk import array
from nitka.webhooks.schedule import KEPT

CHUNK = 5_000
_ERASE = """
with told as (
  update webhooks_message set body = null, customer_ids = '{}'
  where customer_ids && %s::uuid[] returning workspace_id, id)
update webhooks_delivery d set
  log = coalesce((select jsonb_agg(one - 'answer') from jsonb_array_elements(d.log) as one), '[]'),
  state = case when d.state = 'sent' then d.state else 'failed' end, next_at = null
from told where d.workspace_id = told.workspace_id and d.message_id = told.id
"""
_OLD = "select workspace_id, id from webhooks_message where at < %s order by at limit %s for update skip locked"
_AGE_DELIVERIES = """
delete from webhooks_delivery d using unnest(%s::uuid[], %s::uuid[]) as old (workspace_id, id)
where d.workspace_id = old.workspace_id and d.message_id = old.id
"""
_AGE_MESSAGES = """
delete from webhooks_message m using unnest(%s::uuid[], %s::uuid[]) as old (workspace_id, id)
where m.workspace_id = old.workspace_id and m.id = old.id
"""


@transaction.atomic
def erase(customer_ids: Collection[UUID]) -> int:
    """Blank what was told of these customers, and what was answered to it; what waits of it is not sent any more.
    How many deliveries it was.

    Call it after their rows are blank: what has only happened is put into words from them when it is spread.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ERASE, [array(customer_ids)])
        touched: int = cursor.rowcount
        return max(touched, 0)


def age() -> int:
    """Let go of messages that are older than the log is kept, in every workspace; how many they were. The worker's."""
    count = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_OLD, [clock.now() - KEPT, CHUNK])
            old = cursor.fetchall()
            if old:
                pairs = [array(row[0] for row in old), array(row[1] for row in old)]
                cursor.execute(_AGE_DELIVERIES, pairs)
                cursor.execute(_AGE_MESSAGES, pairs)
        count += len(old)
        if len(old) < CHUNK:
            return count
