"""Reads of the register."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from nitka.accounts.models import Workspace
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.rights.deadlines import due
from nitka.rights.models import Copy, Correction, Erasure, Habits, Kind, Law, Request, State


def requests() -> "QuerySet[Request]":
    """The open ones first, by their day; then the rest, the latest first."""
    return Request.objects.select_related("customer", "member")


def open_requests() -> "QuerySet[Request]":
    """What is still to be done, the most urgent first."""
    return requests().filter(state=State.OPEN).order_by("due_at", "number")


def closed_requests() -> "QuerySet[Request]":
    """What was done, the latest first."""
    return requests().exclude(state=State.OPEN).order_by("-closed_at", "-number")


def late_count() -> int:
    """How many are overdue."""
    return Request.objects.filter(state=State.OPEN, due_at__lt=clock.now()).count()


def habits() -> Habits:
    """The workspace's own, or the house's: the law of the language it speaks."""
    key = require_workspace()
    found = Habits.objects.filter(pk=key).first()
    if found is not None:
        return found
    language = Workspace.objects.values_list("language", flat=True).get(pk=key)
    return Habits(pk=key, workspace_id=key, law=Law.RUSSIA if language == "ru" else Law.EUROPE)


def deadline(kind: str, received: datetime, law: str) -> datetime:
    """By when a request must be done, where the company is."""
    zone = Workspace.objects.values_list("timezone", flat=True).get(pk=require_workspace())
    return due(law, kind, received, ZoneInfo(zone))


def erasure_of(request_id: UUID) -> Erasure | None:
    """The last one of a request."""
    return Erasure.objects.filter(request_id=request_id).order_by("-at").first()


def endings(request: Request) -> list[str]:
    """How a request can be ended by hand now: an erasure is done by itself, and one under way is not ended."""
    if not request.is_open or Erasure.objects.filter(request_id=request.pk, stage__in=("waiting", "going")).exists():
        return []
    ends: list[str] = [State.REFUSED, State.WITHDRAWN]
    return ends if request.kind == Kind.ERASURE else [State.DONE, *ends]


def copy_of(request_id: UUID) -> Copy | None:
    """The file that was made, or is being made."""
    return Copy.objects.filter(request_id=request_id).exclude(stage=Copy.Stage.GONE).first()


def correction(key: UUID) -> Correction | None:
    """One of any request."""
    return Correction.objects.filter(pk=key).first()
