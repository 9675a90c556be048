"""Reads of schedules and their runs."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from nitka.accounts.models import Member
from nitka.sending.models import Run, Schedule, State
from nitka.sending.policies import can_send


def visible_to(member: Member) -> "QuerySet[Schedule]":
    """All of the workspace, to those who may have lists sent."""
    return Schedule.objects.order_by("created_at", "id") if can_send(member) else Schedule.objects.none()


def with_last(rows: "QuerySet[Schedule]") -> list[Any]:
    """Schedules with how their last run ended, and when."""
    last = Run.objects.filter(of_id=OuterRef("pk"), workspace_id=OuterRef("workspace_id"), trial=False).order_by("-at")
    return list(rows.annotate(last_state=Subquery(last.values("state")[:1]), last_at=Subquery(last.values("at")[:1])))


def failing() -> int:
    """How many schedules failed last."""
    return sum(row.last_state == State.FAILED for row in with_last(Schedule.objects.filter(off_at=None)))


def log(schedule_id: UUID, most: int = 30) -> list[Run]:
    """The runs of a schedule, the newest first."""
    return list(Run.objects.filter(of_id=schedule_id).order_by("-at")[:most])
