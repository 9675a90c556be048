"""Hosts that several people write from, that are no company's yet and nobody's free mail."""

from dataclasses import dataclass

from django.db import connection

from nitka.accounts.models import Member
from nitka.customers.belonging import seen_sql
from nitka.customers.free_mail import NOBODYS

LOOKED = 20_000  # of the latest proven addresses
LEAST = 2  # people

_SUGGESTED = """
with seen as ({seen}),
latest as (select i.domain, i.customer_id from customers_identity i
  where i.kind = 'email' and i.status = 'verified' order by i.id desc limit %s),
hosts as (select domain, customer_id from latest where domain <> all(%s)
  and not exists (select from customers_company_domain d
    join customers_company o on o.workspace_id = d.workspace_id and o.id = d.company_id and o.archived_at is null
    where d.domain = latest.domain) group by 1, 2)
select h.domain, count(*), sum(c.orders) from hosts h join seen c on c.id = h.customer_id
group by 1 having count(*) >= %s order by 2 desc, 1 limit %s
"""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A host, how many people write from it, and how many orders they have."""

    domain: str
    people: int
    orders: int

    @property
    def name(self) -> str:
        """What the company may be called, from its host."""
        return self.domain.rpartition(".")[0].replace(".", " ").replace("-", " ").title()


def suggested(member: Member | None, most: int = 12) -> list[Suggested]:
    """The hosts most people write from. One statement."""
    seen, values = seen_sql(member)
    with connection.cursor() as cursor:
        cursor.execute(_SUGGESTED.format(seen=seen), [*values, LOOKED, sorted(NOBODYS), LEAST, most])
        return [Suggested(*row) for row in cursor.fetchall()]
