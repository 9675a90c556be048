"""Reads of a company's purposes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from nitka.accounts.models import Member
from nitka.customers.consents import HOUSE, Answer, Consent, Purpose, Wording
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

# A contact agreed where its own last decision is a yes that was said after the customer's last no to everything.
_COUNTED = """
with decided as (
  select i.customer_id, c.purpose_id, c.identity_id, c.answer, c.at, c.everywhere, c.id from customers_consent c
  join customers_identity i on i.workspace_id = c.workspace_id and i.id = c.identity_id
  where c.workspace_id = %(workspace)s and c.answer <> 'asked' and (%(all)s or c.purpose_id = any(%(ids)s::uuid[]))),
last as (
  select distinct on (identity_id, purpose_id) * from decided
  order by identity_id, purpose_id, at desc, answer = 'withdrawn' desc, id desc),
off as (select customer_id, purpose_id, max(at) as at from decided where everywhere group by 1, 2)
select purpose_id, count(*) filter (where yes), count(*) filter (where not yes) from (
  select l.customer_id, l.purpose_id, bool_or(l.answer = 'given' and (off.at is null or l.at > off.at)) as yes
  from last l left join off on off.customer_id = l.customer_id and off.purpose_id = l.purpose_id
  group by 1, 2) customers group by purpose_id
"""


def purposes_by_code(codes: Collection[str]) -> dict[str, Purpose]:
    """Code → purpose; one of the house's that nobody has used yet is named too. Others are absent."""
    if not codes:
        return {}
    house = {code: Purpose(code=code, names=HOUSE[code][0]) for code in codes if code in HOUSE}
    return house | {row.code: row for row in Purpose.objects.filter(code__in=codes)}


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers who agreed through some contact of theirs, and who withdrew and agree through none."""

    agreed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the words: who wrote it, and how many lines of the journal were said to it."""

    wording: Wording
    author: str
    said: int


def newest() -> dict[UUID, Wording]:
    """Purpose → the words in force."""
    return {row.purpose_id: row for row in Wording.objects.order_by("purpose_id", "-version").distinct("purpose_id")}


def counted(purpose_ids: Collection[UUID] = ()) -> dict[UUID, Counts]:
    """Purpose → how many agreed and how many withdrew, as `agreed.standing` has it; of all where none is named."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"workspace": require_workspace(), "ids": array(purpose_ids), "all": not purpose_ids}
        cursor.execute(_COUNTED, values)
        return {key: Counts(agreed, withdrawn) for key, agreed, withdrawn in cursor.fetchall()}


def versions(rows: Sequence[Wording]) -> list[Version]:
    """The words with who wrote them, and how often they were said yes to."""
    names = dict(Member.objects.filter(pk__in=[row.member_id for row in rows]).values_list("pk", "name"))
    given = Consent.objects.filter(wording_id__in=[row.pk for row in rows], answer=Answer.GIVEN)
    said = dict(given.values_list("wording_id").annotate(Count("id")).order_by())
    return [Version(row, names.get(row.member_id, "") if row.member_id else "", said.get(row.pk, 0)) for row in rows]
