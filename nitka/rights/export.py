"""The register as a file: what was asked, by when it had to be done, and how it ended."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort
from nitka.rights import queries, words
from nitka.rights.models import Request


def columns() -> list[Column]:
    """What is told of each."""
    return [
        Column(_("Number"), Sort.WHOLE), Column(_("Request")), Column(_("Customer")), Column(_("By which law")),
        Column(_("How it came")), Column(_("Where it stands")), Column(_("Received"), Sort.MOMENT),
        Column(_("To be done by"), Sort.MOMENT), Column(pgettext("request", "Ended"), Sort.MOMENT),
        Column(_("Days left")), Column(_("Who answers for it")), Column(_("In their words")), Column("id"),
    ]  # fmt: skip


def page() -> Page:
    """Its rows, the newest first; who was erased has no name and no words any more."""
    return newest(queries.requests, _told)


def _told(rows: list[Request]) -> Rows:
    return [_row(one) for one in rows]


def _row(of: Request) -> list[Any]:
    return [
        of.number, of.get_kind_display(), words.person(of), of.get_law_display(), of.get_way_display(),
        of.get_state_display(), local(of.received_at), local(of.due_at), local(of.closed_at),
        words.left(of) if of.is_open else "", of.member.name if of.member else "", of.words or "", str(of.pk),
    ]  # fmt: skip
