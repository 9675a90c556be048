"""What sources and incoming webhooks sent, and what became of it, as files."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.kit.listed import local
from nitka.kit.table import Column, Sort
from nitka.kit.text import dump
from nitka.moments.collector import words
from nitka.moments.hooks import words as hook_words
from nitka.moments.hooks.rows import Payload
from nitka.moments.models import Arrival

CELL = 30_000  # signs: a spreadsheet takes 32,767 in a cell


def columns() -> list[Column]:
    """What is told of each event of a source."""
    return [
        Column(_("Received"), Sort.MOMENT), Column(_("Happened"), Sort.MOMENT),
        Column(pgettext("collector", "Call")), Column(_("Event")),
        Column(_("Customer")), Column(_("Why refused")), Column(_("Remarks")), Column("messageId"),
        Column(_("As it came")), Column("id"),
    ]  # fmt: skip


def told(rows: list[Arrival]) -> list[list[Any]]:
    """Events as cells. One statement."""
    who = words.who(rows)
    return [_event(row, who.get(row.identity_id) if row.identity_id else None) for row in rows]


def _event(row: Arrival, who: words.Who | None) -> list[Any]:
    remarks = "; ".join(f"{name}: {note}" for name, note in words.notes(row))
    given = dump(row.given)[:CELL] if row.given is not None else ""
    return [
        local(row.received_at), local(row.at), row.type, words.what(row), who.name if who else "",
        words.why(row.reason) if row.reason else "", remarks, row.key, given, str(row.pk),
    ]  # fmt: skip


def payload_columns() -> list[Column]:
    """What is told of each request to an incoming webhook."""
    return [
        Column(_("Received"), Sort.MOMENT), Column(_("Events"), Sort.WHOLE), Column(_("Why refused")),
        Column(_("As it came")), Column("id"),
    ]  # fmt: skip


def payloads_told(rows: list[Payload]) -> list[list[Any]]:
    """Requests as cells."""
    return [
        [local(row.received_at), row.events, " ".join(filter(None, (hook_words.why(row.reason), row.detail))),
         (row.body or "")[:CELL], str(row.pk)]
        for row in rows
    ]  # fmt: skip
