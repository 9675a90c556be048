"""Whom ratings and tasks concern, and what a task is called in a notice."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.feedback.events import RatingGiven, TaskChanged
from nitka.feedback.models import Rating, Status, Task, TaskEvent
from nitka.feedback.queries.tasks import tasks_visible_to
from nitka.notices import actions
from nitka.notices.contract import Named, Told
from nitka.notices.models import Kind, Notice

_KINDS = [Kind.TASK, Kind.LATE]
_GIVEN = [TaskEvent.Kind.OPENED, TaskEvent.Kind.TAKEN, TaskEvent.Kind.ASSIGNED]


def on_rated(event: RatingGiven) -> None:
    """Customers said how it was."""
    actions.later("rated", event.rating_ids)


def on_task(event: TaskChanged) -> None:
    """Tasks may have been given to somebody."""
    actions.later("task", event.task_ids)


def from_rated(rating_ids: Collection[UUID]) -> Iterator[Told]:
    """Who had answered an unhappy customer."""
    rows = Rating.objects.filter(pk__in=rating_ids, mood__lt=0, member__isnull=False, conversation__isnull=False)
    for pk, member, conversation, at in rows.values_list("pk", "member_id", "conversation_id", "at"):
        if member and conversation:
            yield Told(member, Kind.RATED, conversation, pk, at=at)


def from_task(task_ids: Collection[UUID]) -> Iterator[Told]:
    """Who was given one last, while it is still theirs to do."""
    last = TaskEvent.objects.filter(task_id__in=task_ids, kind__in=_GIVEN, to_id__isnull=False, task__status="open")
    rows = last.order_by("task_id", "-at", "-id").distinct("task_id")
    for pk, task, owner, to, by, at in rows.values_list("pk", "task_id", "task__owner_id", "to_id", "member_id", "at"):
        if to is not None and owner == to:
            yield Told(to, Kind.TASK, task, pk, by, at)


def late(since: datetime, until: datetime) -> Iterator[Told]:
    """Tasks whose deadline passed; the slot "notices.sweep"."""
    rows = Task.objects.filter(status=Status.OPEN, owner__isnull=False, due_at__gt=since, due_at__lte=until)
    for pk, owner, at in rows.values_list("pk", "owner_id", "due_at"):
        if owner is not None:
            yield Told(owner, Kind.LATE, pk, pk, at=at)


def narrow(member: Member, found: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Of some notices those of no task and of those the member may see; the slot "notices.visible"."""
    if sees_all(member):
        return found
    return found.filter(~Q(kind__in=_KINDS) | Exists(tasks_visible_to(member).filter(pk=OuterRef("about_id"))))


def named(member: Member, ids: Collection[UUID]) -> dict[UUID, Named]:
    """What tasks are called; the slot "notices.named.task"."""
    rows = tasks_visible_to(member).filter(pk__in=ids)
    return {
        pk: Named(theirs or name or _("Visitor"), _number(number), f"tasks/{number}/", key or "")
        for pk, number, name, theirs, key in rows.values_list(
            "pk", "number", "identity__name", "identity__customer__name", "identity__customer_id"
        )
    }


def _number(number: int) -> str:
    return _("Task %(number)s") % {"number": number}
