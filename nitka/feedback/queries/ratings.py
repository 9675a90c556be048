"""Reads of ratings."""

from uuid import UUID

from django.db.models import QuerySet

from nitka.accounts.models import Member
from nitka.feedback.models import Rating

_OF_CUSTOMER = """
select r.* from feedback_rating r
join customers_identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
where i.customer_id = %s order by r.at desc, r.id desc limit %s
"""


def visible_to(member: Member | None) -> "QuerySet[Rating]":
    """The ratings a member may see: all of the workspace's."""
    return Rating.objects.all()


def latest_of_conversation(conversation_id: UUID) -> Rating | None:
    """How a conversation was rated last."""
    return Rating.objects.filter(conversation_id=conversation_id).order_by("-at").first()


def ratings_of_customer(customer_id: UUID, limit: int = 10) -> list[Rating]:
    """A customer's ratings, newest first, by themselves: they stand on every thread's page."""
    return list(Rating.objects.raw(_OF_CUSTOMER, [customer_id, limit]))
