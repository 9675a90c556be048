"""The list of channels: which need attention and what to do about it, which work, which are switched off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from nitka.channels.contract import reason_words
from nitka.channels.models import Channel, Mailbox
from nitka.channels.queries import cannot_send, carrying, troubled, what_to_do
from nitka.conversations.models import Delivery, State

FILTERED = 12  # channels from which on the list has a line to narrow it


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that does not work: the word on the tag, the reason, since when, what to do."""

    tag: str
    why: str
    since: datetime | None = None
    fix: str = ""
    serious: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A channel as the list shows it."""

    channel: Channel
    place: str
    wrong: list[Wrong]

    @property
    def by(self) -> str:
        """Who switched it off."""
        return self.channel.off_by.name if self.channel.off_by else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading."""

    title: str
    rows: list[Row]
    is_alarm: bool = False


def needing_attention() -> "QuerySet[Channel]":
    """Channels at work through which something does not come or go."""
    stuck = _stuck().values("channel_id")
    wrong = Q(pk__in=troubled().values("channel_id")) | Q(pk__in=stuck) | cannot_send()
    return Channel.objects.filter(wrong, is_active=True)


def groups() -> list[Group]:
    """All channels: four statements however many there are."""
    boxes = {box.channel_id: box for box in troubled()}
    waiting = {row["channel_id"]: row for row in _waiting()}
    silent = set(Channel.objects.filter(cannot_send()).values_list("pk", flat=True))
    rows = [
        Row(row, _place(row), list(_wrong(row, boxes, waiting, silent)) if row.is_active else [])
        for row in carrying().select_related("off_by").order_by("created_at", "id")
    ]
    found = [
        Group(_("Need attention"), [row for row in rows if row.wrong], is_alarm=True),
        Group(pgettext("channels", "At work"), [row for row in rows if row.channel.is_active and not row.wrong]),
        Group(pgettext("channels", "Switched off"), [row for row in rows if not row.channel.is_active]),
    ]
    return [group for group in found if group.rows]


def _stuck() -> "QuerySet[Delivery]":
    """What was tried and has to wait for another try."""
    return Delivery.objects.filter(state__in=[State.WAITING, State.SENDING], attempts__gt=0).exclude(reason="")


def _waiting() -> Any:
    return _stuck().values("channel_id").annotate(
        n=Count("id"), since=Min("created_at"), reasons=ArrayAgg("reason", order_by="-changed_at", distinct=False)
    )  # fmt: skip


def _wrong(
    row: Channel, boxes: dict[UUID, Mailbox], waiting: dict[UUID, dict[str, Any]], silent: set[UUID]
) -> Iterator[Wrong]:
    language = get_language() or "en"
    if box := boxes.get(row.pk):
        yield Wrong(_("no letters come in"), reason_words(box.reason, language), box.since, what_to_do(box.reason))
    if row.pk in silent:
        fix = _("Name the server that takes your letters under “Letters out”.")
        yield Wrong(_("does not send"), _("Answers wait: there is no server to send by"), None, fix, serious=False)
    elif stuck := waiting.get(row.pk):
        reason, n = stuck["reasons"][0], stuck["n"]
        fix = what_to_do(reason) + " " + ngettext(
            "%(n)s answer waits and goes out by itself once it works.",
            "%(n)s answers wait and go out by themselves once it works.",
            n,
        ) % {"n": n}  # fmt: skip
        yield Wrong(_("does not send"), reason_words(reason, language), stuck["since"], fix.strip())


def _place(row: Channel) -> str:
    """Where it is: its address, or the sites it may stand on."""
    if address := row.settings.get("address"):
        return str(address)
    sites = [str(site).partition("://")[2] or str(site) for site in row.settings.get("origins") or []]
    if not sites:
        return _("on any site")
    more = len(sites) - 1
    if not more:
        return sites[0]
    return ngettext("%(site)s and %(n)s more site", "%(site)s and %(n)s more sites", more) % {
        "site": sites[0], "n": more,
    }  # fmt: skip
