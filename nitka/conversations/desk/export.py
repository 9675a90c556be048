"""The list of conversations as a file: all that a view shows its reader, in its order, batch by batch."""

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
from nitka.channels.models import Channel
from nitka.conversations.desk.rows import MOST, Line, ask_lines
from nitka.conversations.models import Label, State
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort


@dataclass(frozen=True, slots=True)
class ConversationExport:
    """What is wanted, by whom, and in which words and zone it is written."""

    view: str
    label: UUID | None
    member: Member
    language: str
    zone: tzinfo

    def title(self) -> str:
        """What the sheet is called."""
        return _("Conversations")

    def columns(self) -> list[Column]:
        """What is told of each; no words of a letter beside its subject."""
        return [
            Column(pgettext("column", "No."), Sort.WHOLE), Column(_("Customer")), Column(_("Contact")),
            Column(_("Subject")), Column(_("State")), Column(_("Channel")), Column(_("Who answers")),
            Column(_("Labels")), Column(_("Last letter"), Sort.MOMENT), Column(_("Waiting since"), Sort.MOMENT),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows, each batch in a transaction of its own."""
        with self._reader():
            named = _Named()
        after = None
        while True:
            with self._reader():
                lines, after = ask_lines(member=self.member, view=self.view, after=after, limit=MOST,
                                         label=self.label).get()  # fmt: skip
                rows = [_row(line, named) for line in lines]
            yield rows
            if after is None:
                return

    @contextmanager
    def _reader(self) -> Iterator[None]:
        """In their workspace, language and zone: the answer is made after the request has ended."""
        with (
            in_workspace(self.member.workspace_id),
            translation.override(self.language),
            timezone.override(self.zone),
        ):
            yield


class _Named:
    """Of what rows have only the ids."""

    def __init__(self) -> None:
        self.channels = dict(Channel.objects.values_list("pk", "name"))
        self.labels = {str(key): name for key, name in Label.objects.values_list("pk", "name")}
        self.members = {one.pk: one.user.name for one in Member.objects.select_related("user")}
        self.states = dict(State.choices)


def _row(line: Line, named: _Named) -> list[Any]:
    labels = ", ".join(named.labels.get(str(key), "") for key in line.label_ids or ())
    answers = named.members.get(line.assignee_id, "") if line.assignee_id else ""
    return [
        line.number, line.name, line.identity_value, line.subject, str(named.states.get(line.status, line.status)),
        named.channels.get(line.channel_id, ""), answers, labels, _local(line.last_at),
        _local(line.waiting_since) if line.waiting_since else None,
    ]  # fmt: skip


def _local(at: datetime) -> datetime:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)
