"""Whom taking a file or a move back would leave, told beforehand: as `actions.unmake` decides, without doing it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked

# What the source itself has said goes with it: its proofs, attributes, labels, consents, companies
_STAYING = """
select distinct c.id from (select distinct customer_id from customers_identity
  where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[])) g
join customers_customer c on c.workspace_id = %(workspace)s and c.id = g.customer_id and c.created_at >= %(since)s
join customers_identity i on i.workspace_id = c.workspace_id and i.customer_id = c.id
where (
  i.id = any(%(used)s::uuid[])
  or exists (select from customers_evidence e where e.workspace_id = i.workspace_id and e.identity_id = i.id
    and e.source_id is distinct from %(source)s)
  or exists (select from customers_note n where n.workspace_id = c.workspace_id and n.customer_id = c.id)
  or exists (select from customers_attribute a where a.workspace_id = c.workspace_id and a.customer_id = c.id
    and (a.at <> %(since)s or a.origin <> 'import'))
  or exists (select from customers_labelling l where l.workspace_id = c.workspace_id and l.now_id = c.id
    and l.by_id is distinct from %(source)s)
  or exists (select from customers_ownership o where o.workspace_id = c.workspace_id and o.customer_id = c.id)
  or exists (select from customers_consent s where s.workspace_id = i.workspace_id and s.identity_id = i.id
    and s.source_id is distinct from %(source)s)
  or exists (select from customers_affiliation f where f.workspace_id = i.workspace_id and f.identity_id = i.id
    and f.at <> %(since)s and not (%(programs)s and f.how = 'api')))
"""


def staying(
    identities: Collection[UUID], *, source_id: UUID, since: datetime, used: Collection[UUID], programs: bool = False
) -> set[UUID]:
    """Of the customers that a source made since a time, whom it was not alone with: written to, noted, changed. One
    statement. `used`: contacts that something happened by; `programs`: companies that programs tell of are its own."""
    if not identities:
        return set()
    values: dict[str, Any] = {
        "workspace": require_workspace(), "ids": array(identities), "used": array(used), "source": source_id,
        "since": since, "programs": programs,
    }  # fmt: skip
    return {key for (key,) in asked(_STAYING, values)}
