"""Touches of companies become touches of whoever is with them, in portions: a company may have a hundred thousand.

What follows from sums comes one wave at a time: while people of the last one wait, companies wait, and however often
they changed meanwhile, their people are judged once.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import connection

from nitka.customers.belonging import belong
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.segments.actions.touch import PORTION
from nitka.segments.definition.names import SUMS
from nitka.segments.models import Of, Segment, Touch, Why

WAVE = timedelta(seconds=2)  # until companies whose people still wait are looked at again
_SPREAD = f"""with {belong("company_id = any(%(companies)s::uuid[])")},
portions as (
  select customer_id, (row_number() over (order by customer_id) - 1) / %(portion)s as n
  from (select distinct customer_id from belong) b)
insert into segments_touch (id, workspace_id, by, what, why, at)
select uuidv7(), %(workspace)s, 'customer', jsonb_build_object(%(token)s::text, jsonb_agg(customer_id)),
  %(why)s, %(now)s
from portions group by n"""  # noqa: S608 (constants)


def spread(rows: Collection[Touch]) -> None:
    """Write down who is with the companies that were touched. A statement for each token that a segment names."""
    live = Segment.objects.filter(archived_at=None, of=Of.CUSTOMERS).values_list("names", flat=True)
    named = {token for names in live for token in names}
    for token in sorted({token for row in rows for token in row.what} & named):
        _spread(token, sorted({UUID(key) for row in rows for key in row.what.get(token, ())}))


def waits() -> bool:
    """Whether people of a wave are still to be judged."""
    return Touch.objects.filter(by="customer", what__has_key=SUMS).exists()


def _spread(token: str, companies: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {
            "workspace": require_workspace(), "companies": array(companies), "portion": PORTION, "token": token,
            "why": Why.CHANGED.value, "now": clock.now(),
        })  # fmt: skip
