"""Reads of tasks."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations.queries import scope_q
from nitka.feedback.models import Status, Task
from nitka.kit import clock

VIEWS = ("open", "mine", "late", "nobody", "done")
DONE_DAYS = 30


def tasks_visible_to(member: Member) -> QuerySet[Task]:
    """The tasks a member may see: their own, and those about what they may see."""
    if sees_all(member):
        return Task.objects.all()
    return Task.objects.filter(Q(owner_id=member.pk) | Q(conversation_id=None) | scope_q(member, "conversation__"))


def listed(member: Member, view: str) -> QuerySet[Task]:
    """The tasks of one view with all that a row shows: what is due first stands first."""
    tasks = tasks_visible_to(member).filter(which(member, view))
    shown = tasks.select_related("rating", "rating__channel", "owner", "identity", "identity__customer")
    return shown.order_by("-closed_at", "-id") if view == "done" else shown.order_by("due_at", "id")


def one(member: Member, number: int) -> Task | None:
    """A task by its number, with its rating and customer."""
    shown = ("rating", "rating__channel", "rating__member", "owner", "identity", "identity__customer", "conversation")
    return tasks_visible_to(member).filter(number=number).select_related(*shown).first()


def counts(member: Member) -> dict[str, int]:
    """How many stand in each view."""
    named = {view: Count("pk", filter=which(member, view)) for view in VIEWS}
    return tasks_visible_to(member).aggregate(**named)


def which(member: Member, view: str) -> Q:
    """The condition of a view."""
    to_do = Q(status=Status.OPEN)
    if view == "mine":
        return to_do & Q(owner_id=member.pk)
    if view == "late":
        return to_do & Q(due_at__lt=clock.now())
    if view == "nobody":
        return to_do & Q(owner_id=None)
    if view == "done":
        return Q(status=Status.DONE, closed_at__gt=clock.now() - timedelta(days=DONE_DAYS))
    return to_do
