"""The catalogue of attributes as a file: what is kept and what for, what waits, what is refused."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.customers import catalogue
from nitka.customers.known import UnknownAttribute
from nitka.kit.listed import Page, Rows, local
from nitka.kit.table import Column, Sort


def columns() -> list[Column]:
    """What is told of each."""
    return [
        Column(pgettext("attribute", "Key")), Column(_("Name")), Column(_("Where it stands")),
        Column(pgettext("attribute", "Type")), Column(_("What it is kept for")), Column(_("Who answers for it")),
        Column(_("Personal")), Column(_("Who sees it")), Column(_("Kept for, days"), Sort.WHOLE),
        Column(_("Customers who have it"), Sort.WHOLE), Column(_("Nobody used it for 90 days")),
        Column(_("Since"), Sort.MOMENT), Column("id"),
    ]  # fmt: skip


def page() -> Page:
    """All of it at once: a catalogue has some hundred lines at the most. No value of a customer is in it."""

    def told(_after: Any) -> tuple[Rows, None]:
        rows = [_kept(one) for one in catalogue.lines()]
        rows += [_unknown(one.row, one.count) for one in catalogue.waiting()]
        return [*rows, *(_unknown(row, 0) for row in catalogue.dropped())], None

    return told


def _kept(of: catalogue.Line) -> list[Any]:
    row = of.row
    return [
        row.key, of.name, pgettext("attribute", "kept"), row.get_sort_display(), row.purpose, of.owner,
        _("yes") if row.personal else _("no"), row.get_seen_by_display(), row.keep_days, of.count,
        _("yes") if of.idle else _("no"), local(row.created_at), str(row.pk),
    ]  # fmt: skip


def _unknown(row: UnknownAttribute, count: int) -> list[Any]:
    state = pgettext("attribute", "dropped") if row.dropped_at else pgettext("attribute", "waits for a purpose")
    return [
        row.key, "", state, row.get_sort_display(), "", "", "", "", None, count, "", local(row.dropped_at or row.at),
        str(row.pk),
    ]  # fmt: skip
