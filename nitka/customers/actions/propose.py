"""Pairs that were computed to be one person: a person is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from nitka.customers.actions.tell import tell
from nitka.customers.queries import rules_in_force
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import dump

_SQL = """
insert into customers_proposal
  (id, workspace_id, identity_id, claimant_id, why, rules, probability, house, reasons, at, decision)
select p.id, %(workspace)s, p.identity, p.claimant, 'computed', %(rules)s, p.probability, p.house, p.reasons, %(at)s, ''
from json_to_recordset(%(pairs)s) as p (id uuid, identity uuid, claimant uuid, probability float8, house float8,
  reasons jsonb)
where not exists (select from customers_proposal o where o.identity_id = p.claimant and o.claimant_id = p.identity)
on conflict (workspace_id, identity_id, claimant_id)
do update set probability = excluded.probability, house = excluded.house, reasons = excluded.reasons
  where customers_proposal.decision = ''
"""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two contacts that may be one person's: how probable, and why, as codes of `words.reason`."""

    identity_id: UUID
    claimant_id: UUID
    probability: float
    reasons: Sequence[tuple[str, float]]
    house: float | None = None  # what the house's model says, where decisions taught otherwise


def propose(pairs: Sequence[Likely]) -> None:
    """Ask about pairs in one statement. Asked already: the figures are renewed; decided already: nothing happens."""
    if not pairs:
        return
    rows = [
        {"id": uuid7(), "identity": one.identity_id, "claimant": one.claimant_id, "probability": one.probability,
         "house": one.probability if one.house is None else one.house,
         "reasons": [list(reason) for reason in one.reasons]}
        for one in sorted(pairs, key=lambda one: (one.identity_id, one.claimant_id))
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {"workspace": require_workspace(), "rules": rules_in_force().version, "at": clock.now(),
             "pairs": dump(rows)},
        )  # fmt: skip
    tell()
