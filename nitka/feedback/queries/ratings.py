"""Reads of ratings."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations.queries import scope_q, scope_sql
from nitka.feedback.models import Rating, RatingRequest
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask

_OF_CUSTOMER = f"""
select {reading.columns(Rating, "r")} from feedback_rating r
join customers_identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
where i.workspace_id = %(workspace)s and i.customer_id = %(customer)s {{seen}}
order by r.at desc, r.id desc limit %(limit)s
"""  # noqa: S608 (columns of a model)
_SEEN = """and ({table}.conversation_id is null or exists (select from conversations_conversation v
    where v.workspace_id = {table}.workspace_id and v.id = {table}.conversation_id and {seen}))"""


def visible_to(member: Member | None) -> "QuerySet[Rating]":
    """The ratings a member may see: of no conversation, and of those that they may see."""
    return Rating.objects.filter(_seen(member))


def requests_visible_to(member: Member | None) -> "QuerySet[RatingRequest]":
    """Who was asked, as far as a member may see the conversation."""
    return RatingRequest.objects.filter(scope_q(member, "conversation__"))


def seen_sql(member: Member | None, table: str) -> tuple[str, dict[str, Any]]:
    """The same condition for SQL on ratings or requests, with its `and` and values; nothing where none narrows."""
    seen, values = scope_sql(member)
    return ("" if seen == "true" else _SEEN.format(table=table, seen=seen)), values


def latest_of_conversation(conversation_id: UUID) -> Rating | None:
    """How a conversation was rated last."""
    return Rating.objects.filter(conversation_id=conversation_id).order_by("-at").first()


def ratings_of_customer(customer_id: UUID, limit: int = 10, member: Member | None = None) -> list[Rating]:
    """A customer's ratings that a member may see, newest first."""
    return ask_ratings(customer_id, limit, member).get()


def ask_ratings(customer_id: UUID, limit: int, member: Member | None) -> Soon[list[Rating]]:
    """Ask for them by themselves: they stand on every thread's page."""
    seen, more = seen_sql(member, "r")
    values = {"workspace": require_workspace(), "customer": customer_id, "limit": limit} | more
    return ask(_OF_CUSTOMER.format(seen=seen), values, lambda rows: [reading.made(Rating, row) for row in rows])


def _seen(member: Member | None) -> Q:
    return Q() if sees_all(member) else Q(conversation_id=None) | scope_q(member, "conversation__")
