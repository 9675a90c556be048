"""How consents stand: read from the journal, so that a merge and its undoing need nothing rewritten."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from nitka.customers.consents import Answer
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

# Of each contact and purpose the last decision and the last question, by when it was last said. What was withdrawn
# everywhere holds for every contact of who that contact's customer is now. Of two at once the withdrawal holds.
STANDING = """
select distinct on (i.id, p.code, c.answer = 'asked') i.id, p.code, c.answer, c.at, greatest(c.at, c.again_at), c.id
from customers_identity i
join customers_identity o on o.workspace_id = i.workspace_id and o.customer_id = i.customer_id
join customers_consent c on c.workspace_id = o.workspace_id and c.identity_id = o.id
  and (o.id = i.id or c.everywhere)
join customers_purpose p on p.workspace_id = c.workspace_id and p.id = c.purpose_id
where i.workspace_id = %(workspace)s and i.id = any(%(ids)s::uuid[])
order by i.id, p.code, c.answer = 'asked', greatest(c.at, c.again_at) desc, c.answer = 'withdrawn' desc, c.id desc
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one contact and purpose, and since when. `consent_id`: the line that says so."""

    answer: str
    at: datetime
    last: datetime  # when it was said last: later than `at` where it was said again
    consent_id: UUID
    decision: str  # as `answer`; beneath a question that is still open what they had decided before, or ""


Stands = Mapping[UUID, Mapping[str, Standing]]


def standing(identity_ids: Collection[UUID]) -> dict[UUID, dict[str, Standing]]:
    """Contact → purpose → what holds; who was never asked is absent. One statement for all."""
    if not identity_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"workspace": require_workspace(), "ids": array(identity_ids)})
        return read_standing(cursor.fetchall())


def read_standing(rows: Iterable[tuple[UUID, str, str, datetime, datetime, UUID]]) -> dict[UUID, dict[str, Standing]]:
    """A question is open only where nothing was decided since, and takes nothing from who agreed before."""
    found: dict[UUID, dict[str, Standing]] = {}
    for identity_id, purpose, answer, at, last, key in rows:  # of each contact and purpose the decision comes first
        of = found.setdefault(identity_id, {})
        decided = of.get(purpose)
        if answer != Answer.ASKED:
            of[purpose] = Standing(answer, at, last, key, answer)
        elif decided is None or (decided.answer != Answer.GIVEN and last > decided.last):
            of[purpose] = Standing(answer, at, last, key, decided.decision if decided else "")
    return found


def agreed(stands: Stands, identity_id: UUID, purpose: str) -> bool | None:
    """Yes, no, or None where nothing was decided."""
    held = stands.get(identity_id, {}).get(purpose)
    return held.decision == Answer.GIVEN if held and held.decision else None
