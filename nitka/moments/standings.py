"""How customers stand by what they bought and said, reckoned anew from holdings and moments."""

import json
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from nitka.customers.actions import Standing, stand
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.db.prepared import cursor as prepared
from nitka.moments.kinds import Facts
from nitka.moments.kinds.ours import face

# Orders that were given up are none; of several currencies the one most orders are in.
_BOUGHT = """
with held as (
  select i.customer_id, h.key, max(h.currency) as currency, max(h.total) as total, sum(h.refunded) as refunded,
    (array_agg(h.state order by h.at desc))[1] as state
  from moments_holding h join customers_identity i on i.workspace_id = h.workspace_id and i.id = h.identity_id
  where h.workspace_id = %s and h.sort = 'order' and i.customer_id = any(%s::uuid[]) group by i.customer_id, h.key),
of as (
  select customer_id, currency, count(*) as n, coalesce(sum(greatest(total - refunded, 0)), 0) as spent
  from held where state not in ('cancelled', 'returned') group by customer_id, currency)
select distinct on (customer_id) customer_id, currency, spent, sum(n) over (partition by customer_id)::int as orders
from of order by customer_id, n desc, spent desc
"""
_LAST = """
select w.customer_id, m.at, m.kind, r.at, r.data
from (select unnest(%s::uuid[]) as customer_id) w
left join lateral (select m.at, m.kind from customers_identity i join lateral (
    select at, kind, id from moments_moment m where m.workspace_id = i.workspace_id and m.identity_id = i.id
    order by id desc limit 1) m on true
  where i.workspace_id = %s and i.customer_id = w.customer_id order by m.at desc limit 1) m on true
left join lateral (select r.at, r.data from customers_identity i join lateral (
    select at, data from moments_moment m where m.workspace_id = i.workspace_id and m.identity_id = i.id
    and m.kind = 'rating' order by id desc limit 1) r on true
  where i.workspace_id = %s and i.customer_id = w.customer_id order by r.at desc limit 1) r on true
"""


def reckon(customer_ids: Collection[UUID], *, whole: bool = False) -> set[UUID]:
    """What customers who are held bought; `whole`: what was last and their mood, too. Those of whom nothing is told."""
    workspace, keys = require_workspace(), array(customer_ids)
    with prepared() as cursor:
        cursor.execute(_BOUGHT, [workspace, keys])
        bought = {row[0]: row[1:] for row in cursor.fetchall()}
        last = {}
        if whole:
            cursor.execute(_LAST, [keys, workspace, workspace])
            last = {row[0]: row[1:] for row in cursor.fetchall()}
    stand([_standing(key, bought.get(key), last.get(key)) for key in sorted(customer_ids)])
    return {key for key, row in last.items() if row[0] is None}


def _standing(key: UUID, bought: tuple[str, Decimal, int] | None, last: tuple | None) -> Standing:  # type: ignore[type-arg]
    currency, spent, orders = bought or ("", Decimal(0), 0)
    if last is None or last[0] is None:
        return Standing(key, orders, spent, currency)
    at, kind, rated_at, rating = last
    mood = face(Facts(rating if isinstance(rating, dict) else _loaded(rating))) if rated_at else 0
    return Standing(key, orders, spent, currency, at, kind, mood, rated_at)


def _loaded(rating: object) -> object:
    return json.loads(rating) if isinstance(rating, str) else {}
