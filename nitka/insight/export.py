"""The ratings behind a number as a file, or who was asked and said nothing: as the page's list, all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from nitka.customers.tabs import names
from nitka.feedback.factors import BY_KEY, FACT_BY_KEY
from nitka.insight import queries
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort

BATCH = 500


@dataclass(frozen=True, slots=True)
class WhoExport:
    """What is wanted, by whom, and in which words and zone it is written."""

    scope: queries.Scope
    scale: str
    language: str
    zone: tzinfo

    def title(self) -> str:
        """What the sheet is called."""
        return _("Ratings")

    def columns(self) -> list[Column]:
        """What is told of each; nobody's comment: that is read in its conversation."""
        return [
            Column(_("Customer")), Column(_("When"), Sort.MOMENT), Column(_("Rating"), Sort.WHOLE),
            Column(_("Reasons")), Column(_("Channel")), Column(_("Who answered")),
            Column(_("Conversation"), Sort.WHOLE), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows by when they were made, each batch in a transaction of its own."""
        silent, after = self.scope.filters.who == "silent", None
        while True:
            with self._reader():
                rows: Any = queries.silent(self.scope, self.scale) if silent else queries.people(self.scope, self.scale)
                rows = rows.prefetch_related(None).order_by("pk")
                found = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
                called = names({one.identity.customer_id for one in found if one.identity_id})
                shown = [_row(one, called, silent=silent) for one in found]
            yield shown
            if len(found) < BATCH:
                return
            after = found[-1].pk

    @contextmanager
    def _reader(self) -> Iterator[None]:
        """In their workspace, language and zone: the answer is made after the request has ended."""
        with (
            in_workspace(self.scope.reader.workspace_id),
            translation.override(self.language),
            timezone.override(self.zone),
        ):
            yield


def _row(one: Any, called: dict[Any, str], *, silent: bool) -> list[Any]:
    at: datetime = timezone.localtime(one.asked_at if silent else one.at).replace(tzinfo=None, microsecond=0)
    reasons = "" if silent else ", ".join(map(_word, [*one.factors, *one.facts]))
    return [
        called.get(one.identity.customer_id, "") if one.identity_id else "", at, None if silent else one.score, reasons,
        one.channel.name if one.channel_id else "", one.member.user.name if one.member_id else "",
        one.conversation.number if one.conversation_id else None, str(one.pk),
    ]  # fmt: skip


def _word(key: str) -> str:
    found = BY_KEY.get(key) or FACT_BY_KEY.get(key)
    return str(found.name) if found else key


