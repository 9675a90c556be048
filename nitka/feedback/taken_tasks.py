"""Tasks as a file for who has them sent. The codes are `tasks` and `tasks:open`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.customers.tabs import names
from nitka.feedback.models import Task
from nitka.feedback.queries.tasks import tasks_visible_to, which
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort

BATCH = 500


@dataclass(frozen=True, slots=True)
class TaskExport:
    """Which unhappy rating somebody answers for, until when, and how it stands."""

    member: Member
    language: str
    zone: tzinfo
    view: str = ""  # one of the page’s; else all

    def title(self) -> str:
        """What the sheet is called."""
        return _("Tasks")

    def columns(self) -> list[Column]:
        """What is told of each; what was done stays in the task: it may speak of a person."""
        return [
            Column(_("Number"), Sort.WHOLE), Column(_("Customer")), Column(_("Rating"), Sort.WHOLE), Column(_("State")),
            Column(_("Owner")), Column(_("Deadline"), Sort.MOMENT),
            Column(pgettext("task event", "Opened"), Sort.MOMENT),
            Column(pgettext("task event", "Closed"), Sort.MOMENT), Column(_("Channel")),
            Column(_("Conversation"), Sort.WHOLE), Column(_("Customer’s id")), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """By their numbers, each batch in a transaction of its own."""
        after = 0
        while True:
            with self._reader():
                rows = tasks_visible_to(self.member).filter(number__gt=after).order_by("number")
                rows = rows.filter(which(self.member, self.view)) if self.view else rows
                rows = rows.select_related("rating", "rating__channel", "owner", "identity", "conversation")
                found = list(rows[:BATCH])
                called = names({one.identity.customer_id for one in found if one.identity_id})
                shown = [_row(one, called) for one in found]
            yield shown
            if len(found) < BATCH:
                return
            after = found[-1].number

    @contextmanager
    def _reader(self) -> Iterator[None]:
        with in_workspace(self.member.workspace_id), translation.override(self.language), timezone.override(self.zone):
            yield


def _row(one: Task, called: dict[UUID, str]) -> list[Any]:
    who = one.identity.customer_id if one.identity_id else None
    channel = one.rating.channel
    return [
        one.number, called.get(who, "") if who else "", one.rating.score, one.get_status_display(),
        one.owner.name if one.owner else "", _time(one.due_at), _time(one.created_at), _time(one.closed_at),
        channel.name if channel else "", one.conversation.number if one.conversation else None, str(who or ""),
        str(one.pk),
    ]  # fmt: skip


def _time(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None
