"""How customers stand on purposes, each in one word: what lists are narrowed by and what is counted. Reads only."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers import queries
from nitka.customers.consents import Answer, Purpose
from nitka.customers.models import Customer
from nitka.customers.panel import said
from nitka.customers.projected import Agreement

ASKED = re.compile(rf"([a-z][a-z0-9_-]{{0,39}}):({'|'.join(Answer.values)})")  # as an address says it


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers who agreed through some contact of theirs, who withdrew and agree through none, who were only asked."""

    agreed: int
    withdrawn: int
    asked: int = 0


def counted(member: Member | None, purpose_ids: Collection[UUID] = ()) -> dict[UUID, Counts]:
    """Purpose → how many of those whom a member sees agreed, withdrew, were asked; of all where none is named.

    As `agreed.standing` has it, a moment later (actions/refresh.py).
    """
    rows = Agreement.objects.filter(purpose_id__in=purpose_ids) if purpose_ids else Agreement.objects.all()
    if not sees_all(member):
        rows = rows.filter(customer_id__in=queries.visible_to(member).values("pk"))
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for key, state, n in rows.values_list("purpose_id", "state").annotate(n=Count("*")).order_by():
        found[key][state] = n
    return {key: Counts(of.get("given", 0), of.get("withdrawn", 0), of.get("asked", 0)) for key, of in found.items()}


def standing_so(rows: "QuerySet[Customer]", asked: str) -> "QuerySet[Customer]":
    """Of some customers those who stand so on a purpose."""
    code, _sign, state = asked.partition(":")
    purposes = Purpose.objects.filter(code=code).values("pk")
    return rows.filter(pk__in=Agreement.objects.filter(purpose_id__in=purposes, state=state).values("customer_id"))


def in_words(asked: str) -> str:
    """“Offers and news: agreed”."""
    code, _sign, state = asked.partition(":")
    purpose = queries.purposes_by_code([code]).get(code)
    return f"{purpose.name if purpose else code}: {said(state)}"
