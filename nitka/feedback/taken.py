"""Ratings as a file for who has them sent. The codes are `ratings` and `ratings:month`; tasks: `taken_tasks.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.tabs import names
from nitka.feedback.factors import BY_KEY, FACT_BY_KEY
from nitka.feedback.models import Rating
from nitka.feedback.queries.ratings import visible_to
from nitka.feedback.taken_tasks import TaskExport
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort

BATCH = 500
MONTH = timedelta(days=31)


def choices(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that a member sees, and the newest of them."""
    return [
        (_("Ratings"), [("ratings", _("All ratings")), ("ratings:month", _("Ratings of the last month"))]),
        (_("Tasks"), [("tasks", _("All tasks")), ("tasks:open", _("Tasks to be done"))]),
    ]


def table(code: str, member: Member, language: str, zone: tzinfo) -> "RatingExport | TaskExport | None":
    """One of them; None for a code of somebody else's."""
    if code in ("tasks", "tasks:open"):
        return TaskExport(member, language, zone, view=code.partition(":")[2])
    if code not in ("ratings", "ratings:month"):
        return None
    return RatingExport(member, language, zone, recent=code.endswith(":month"))


@dataclass(frozen=True, slots=True)
class RatingExport:
    """Who rated what, how, and for which reasons."""

    member: Member
    language: str
    zone: tzinfo
    recent: bool = False

    def title(self) -> str:
        """What the sheet is called."""
        return _("Ratings")

    def columns(self) -> list[Column]:
        """What is told of each; nobody's comment: that is read in its conversation."""
        return [
            Column(_("Customer")), Column(_("When"), Sort.MOMENT), Column(_("Rating"), Sort.WHOLE), Column(_("Scale")),
            Column(_("Reasons")), Column(_("Channel")), Column(_("Who answered")),
            Column(_("Conversation"), Sort.WHOLE), Column(_("Customer’s id")), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """By when they were made, each batch in a transaction of its own."""
        since, after = clock.now() - MONTH, None
        while True:
            with self._reader():
                rows = visible_to(self.member).order_by("pk")
                rows = rows.select_related("identity", "channel", "conversation", "member__user")
                rows = rows.filter(at__gte=since) if self.recent else rows
                found = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
                called = names({one.identity.customer_id for one in found if one.identity_id})
                shown = [_row(one, called) for one in found]
            yield shown
            if len(found) < BATCH:
                return
            after = found[-1].pk

    @contextmanager
    def _reader(self) -> Iterator[None]:
        with in_workspace(self.member.workspace_id), translation.override(self.language), timezone.override(self.zone):
            yield


def _row(one: Rating, called: dict[UUID, str]) -> list[Any]:
    who = one.identity.customer_id if one.identity_id else None
    return [
        called.get(who, "") if who else "", timezone.localtime(one.at).replace(tzinfo=None, microsecond=0), one.score,
        one.scale, ", ".join(map(_word, one.factors)), one.channel.name if one.channel_id else "",
        one.member.user.name if one.member_id else "", one.conversation.number if one.conversation_id else None,
        str(who or ""), str(one.pk),
    ]  # fmt: skip


def _word(key: str) -> str:
    found = BY_KEY.get(key) or FACT_BY_KEY.get(key)
    return str(found.name) if found else key
