"""How much taking an import back would leave, told before it is done."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from nitka.customers.queries import staying
from nitka.imports.models import Import, Kind, Outcome, Trace
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import asked
from nitka.moments.queries import lived

LOOKED = 1000  # rows: a page waits for it

# Orders that another file has gone on with; one that was erased since is nobody's
_ORDERS = """
select count(*) filter (where t.outcome = 'new' and k.by_id is distinct from %(of)s),
  count(*) filter (where t.outcome = 'changed' and k.by_id is distinct from %(of)s), count(*)
from (select outcome, (before -> 'order' ->> 'known')::uuid as known from imports_trace
  where workspace_id = %(workspace)s and of_id = %(of)s and outcome in ('new', 'changed')
    and before is not null and moments <> '[]' order by number limit %(most)s) t
left join imports_known_order k on k.workspace_id = %(workspace)s and k.id = t.known
"""
# As `unmake_companies` decides once names, parents and domains that later rows gave are taken back
_COMPANIES = """
with made as (
  select company_id as id, before ->> 'made' as name from imports_trace
  where workspace_id = %(workspace)s and of_id = %(of)s and outcome = 'new' order by number limit %(most)s
), told as materialized (
  select company_id as id, before from imports_trace
  where workspace_id = %(workspace)s and of_id = %(of)s and before ?| array['name', 'parent', 'domains']
), under as (
  select id, (before -> 'parent' ->> 1)::uuid as parent_id from told where before -> 'parent' ->> 1 is not null
)
select count(*) filter (where
  c.archived_at is not null
  or c.name <> m.name and (c.id, c.name) not in (select id, before -> 'name' ->> 1 from told where before ? 'name')
  or c.parent_id is not null and (c.id, c.parent_id) not in (select id, parent_id from under)
  or c.id in (select p.parent_id from customers_company p where p.workspace_id = %(workspace)s
    and p.parent_id is not null
    and (p.archived_at is not null or (p.id, p.parent_id) not in (select id, parent_id from under)))
  or exists (select from customers_affiliation a where a.workspace_id = c.workspace_id and a.company_id = c.id)
  or exists (select from customers_company_key y where y.workspace_id = c.workspace_id and y.company_id = c.id)
  or exists (select from imports_known_company k where k.workspace_id = c.workspace_id and k.company_id = c.id
    and k.of_id is distinct from %(of)s)
  or exists (select from customers_company_domain d where d.workspace_id = c.workspace_id and d.company_id = c.id
    and (d.company_id, d.domain) not in (select id, jsonb_array_elements_text(before -> 'domains') from told
      where before ? 'domains' and not before ? 'made')
    and (d.at <> c.created_at or exists (select from customers_identity i
      where i.workspace_id = d.workspace_id and i.domain = d.domain)))
), count(*)
from made m join customers_company c on c.workspace_id = %(workspace)s and c.id = m.id
"""


class Staying(NamedTuple):
    """What is new and stays; of a file with more rows than are looked at, so many at least."""

    n: int
    sure: bool
    changed: int = 0  # orders that do not return to what they were
    people: int = 0  # new customers of orders

    @property
    def any(self) -> bool:
        """Whether anything is seen to stay."""
        return bool(self.n or self.changed or self.people)


def would_stay(of: Import) -> Staying:
    """Of those it made how many would stay. One statement for orders and companies each, three for customers."""
    if of.kind == Kind.COMPANIES:
        stay, looked = _asked(_COMPANIES, of)
        return Staying(stay, looked <= LOOKED)
    if of.kind == Kind.ORDERS:
        stay, changed, looked = _asked(_ORDERS, of)
        people, sure = _people(of, Trace.objects.filter(of_id=of.pk).exclude(identities=[]))
        return Staying(stay, sure and looked <= LOOKED, changed, people)
    return Staying(*_people(of, Trace.objects.filter(of_id=of.pk, outcome=Outcome.NEW)))


def _people(of: Import, made: "QuerySet[Trace]") -> tuple[int, bool]:
    """New customers who have lived since, or were changed; whether all rows were looked at."""
    rows = list(made.order_by("number").values_list("identities", flat=True)[: LOOKED + 1])
    ids = {UUID(key) for keys in rows[:LOOKED] for key in keys}
    stay = staying(ids, source_id=of.pk, since=of.ran_at or of.at, used=lived(ids, besides=[of.pk]))
    return len(stay), len(rows) <= LOOKED


def _asked(statement: str, of: Import) -> tuple[int, ...]:
    values = {"workspace": require_workspace(), "of": of.pk, "most": LOOKED + 1}
    return asked(statement, values)[0]
