"""The closed loop: every unhappy rating has an owner and a deadline, and ends with what was done and why it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max

from nitka.accounts.models import Member, Role
from nitka.conversations import actions as conversations
from nitka.conversations.actions.written import Destination, destination_of
from nitka.conversations.models import Conversation, Direction, Message
from nitka.feedback.events import RatingGiven, TaskChanged
from nitka.feedback.models import Cause, Rating, Status, Task, TaskClosure, TaskEvent
from nitka.feedback.queries.rules import rules_of
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.text import scrub
from nitka.realtime import topics
from nitka.realtime.actions import publish

Kind = TaskEvent.Kind


class CannotClose(ValueError):
    """It is closed already, or what was done or the cause is missing."""


def on_rated(event: RatingGiven) -> None:
    """Answers came in: the unhappy ones need somebody."""
    open_for(list(Rating.objects.filter(pk__in=event.rating_ids, mood__lt=0)))


def open_for(ratings: Sequence[Rating]) -> list[Task]:
    """A task for each unhappy rating that has none yet."""
    unhappy = {rating.pk: rating for rating in ratings if rating.is_unhappy}
    have = set(Task.objects.filter(rating_id__in=unhappy).values_list("rating_id", flat=True))
    missing = [rating for pk, rating in unhappy.items() if pk not in have]
    if not missing:
        return []
    rules = rules_of({rating.channel_id for rating in missing if rating.channel_id})
    owners, number, now = _owners(missing), last_number(), clock.now()
    tasks = [
        Task(
            number=number + place,
            rating_id=rating.pk,
            conversation_id=rating.conversation_id,
            identity_id=rating.identity_id,
            owner_id=owners[rating.pk],
            created_at=now,
            due_at=now + timedelta(hours=rules[rating.channel_id].task_hours if rating.channel_id else 24),
        )
        for place, rating in enumerate(missing, 1)
    ]
    Task.objects.bulk_create(tasks)
    _log([TaskEvent(task_id=t.pk, kind=Kind.OPENED, to_id=t.owner_id, at=t.created_at) for t in tasks])
    _tell(tasks)
    return tasks


def take(*, task_id: UUID, member: Member) -> Task:
    """It is mine now."""
    return _give(_locked(task_id), member, member, Kind.TAKEN)


def assign(*, task_id: UUID, to: Member, member: Member) -> Task:
    """It is theirs now."""
    return _give(_locked(task_id), to, member, Kind.ASSIGNED)


def move(*, task_id: UUID, due_at: datetime, member: Member) -> Task:
    """Another deadline."""
    task = _locked(task_id)
    task.due_at = due_at
    task.save(update_fields=["due_at"])
    _log([TaskEvent(task_id=task.pk, member_id=member.pk, kind=Kind.MOVED, at=clock.now())])
    _tell([task])
    return task


def add_step(*, task_id: UUID, text: str, member: Member) -> Task:
    """Something was done on the way."""
    task, words = _locked(task_id), _words(text)
    if words:
        _log([TaskEvent(task_id=task.pk, member_id=member.pk, kind=Kind.STEP, text=words, at=clock.now())])
        _tell([task])
    return task


def tell(*, task_id: UUID, text: str, member: Member) -> UUID | None:
    """Write to the customer in the task's conversation, by the channel and address it went by last."""
    task, words = _locked(task_id), _words(text)
    if not words or task.conversation_id is None:
        return None
    conversation = Conversation.objects.get(pk=task.conversation_id)
    was_closed = conversation.status == Conversation.Status.CLOSED
    message = conversations.reply(conversation=conversation, text=words, to=_last_way(conversation), author=member)
    if was_closed:  # telling what came of it begins no new work
        conversations.close(conversation=conversation, by=member)
    event = TaskEvent(task_id=task.pk, member_id=member.pk, kind=Kind.TOLD, text=words, at=clock.now())
    _log([event])
    _tell([task])
    return message.pk


def close(*, task_id: UUID, done: str, cause: str, member: Member, text: str = "") -> TaskClosure:
    """Done: what was done and why it had come about; `text` tells the customer in the same breath."""
    task, words = _locked(task_id), _words(done)
    if not task.is_open or not words or cause not in Cause.values:
        raise CannotClose
    message_id = tell(task_id=task_id, text=text, member=member) if text.strip() else None
    now = clock.now()
    closure = TaskClosure.objects.create(
        task_id=task.pk, member_id=member.pk, done=words, cause=cause, message_id=message_id, at=now
    )
    task.status, task.closed_at = Status.DONE, now
    task.owner_id = task.owner_id or member.pk
    task.save(update_fields=["status", "closed_at", "owner_id"])
    _log([TaskEvent(task_id=task.pk, member_id=member.pk, kind=Kind.CLOSED, at=now)])
    _tell([task])
    return closure


def reopen(*, task_id: UUID, member: Member) -> Task:
    """It was not done after all; the deadline starts anew when it has passed."""
    task = _locked(task_id)
    if task.is_open:
        return task
    task.status, task.closed_at = Status.OPEN, None
    task.due_at = max(task.due_at, clock.now() + timedelta(hours=24))
    task.save(update_fields=["status", "closed_at", "due_at"])
    _log([TaskEvent(task_id=task.pk, member_id=member.pk, kind=Kind.REOPENED, at=clock.now())])
    _tell([task])
    return task


def _last_way(conversation: Conversation) -> Destination:
    """The channel and address the customer and we used last."""
    theirs = {"identity__customer__identities": conversation.identity_id}  # not whoever else wrote into the thread
    talk = Message.objects.filter(conversation_id=conversation.pk, **theirs).exclude(direction=Direction.NOTE)
    last = talk.order_by("-position").only("identity_id", "channel_id").first()
    if last is None:
        return destination_of(conversation.identity_id, conversation.channel_id)
    return destination_of(last.identity_id, last.channel_id)


def _locked(task_id: UUID) -> Task:
    return Task.objects.select_for_update().get(pk=task_id)


def _give(task: Task, to: Member, by: Member, kind: str) -> Task:
    if task.owner_id == to.pk:
        return task
    task.owner_id = to.pk
    task.save(update_fields=["owner_id"])
    _log([TaskEvent(task_id=task.pk, member_id=by.pk, to_id=to.pk, kind=kind, at=clock.now())])
    _tell([task])
    return task


def _owners(ratings: Sequence[Rating]) -> dict[UUID, UUID | None]:
    """Who answered the customer, while they work here; else the manager with the fewest open tasks."""
    active = dict(Member.objects.filter(is_active=True).exclude(role=Role.OBSERVER).values_list("pk", "role"))
    managers = [pk for pk, role in active.items() if role == Role.MANAGER] or [
        pk for pk, role in active.items() if role in (Role.OWNER, Role.ADMINISTRATOR)
    ]
    load: Counter[UUID] = Counter()
    if managers:
        held = Task.objects.filter(status=Status.OPEN, owner_id__in=managers).values_list("owner_id")
        load.update(dict(held.annotate(n=Count("pk"))))
    owners: dict[UUID, UUID | None] = {}
    for rating in ratings:
        owner = rating.member_id if rating.member_id in active else None
        if owner is None and managers:
            owner = min(managers, key=lambda pk: (load[pk], str(pk)))
            load[owner] += 1
        owners[rating.pk] = owner
    return owners


def last_number() -> int:
    """The last number given out; the workspace's tasks are numbered one at a time."""
    with connection.cursor() as cursor:
        key = f"feedback_task:{require_workspace()}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return Task.objects.aggregate(last=Max("number"))["last"] or 0


def _words(text: str) -> str:
    return scrub(text).strip()[:10_000]


def _log(rows: list[TaskEvent]) -> None:
    TaskEvent.objects.bulk_create(rows)


def _tell(tasks: Sequence[Task]) -> None:
    if tasks:
        publish(topic=topics.insight(require_workspace()), kind="task")  # heard whatever one may see
    events.publish(TaskChanged(tuple(task.pk for task in tasks)))
