"""The list of files that were loaded, as a file."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.imports import page, queries
from nitka.imports.models import Import, Kind, Outcome
from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort


def past_columns() -> list[Column]:
    """What is told of each."""
    return [
        Column(_("File")), Column(_("What is in it")), Column(_("Where the file is from")),
        Column(_("Where it stands")), Column(_("Rows"), Sort.WHOLE), Column(pgettext("rows", "New"), Sort.WHOLE),
        Column(pgettext("rows", "Changed"), Sort.WHOLE), Column(pgettext("rows", "Merged"), Sort.WHOLE),
        Column(pgettext("rows", "To be decided on"), Sort.WHOLE),
        Column(_("Not loaded"), Sort.WHOLE), Column(_("Who")), Column(_("When"), Sort.MOMENT),
        Column(_("Ended"), Sort.MOMENT), Column("id"),
    ]  # fmt: skip


def past_page(member: Member) -> Page:
    """Its rows, as far as a member may know of them."""

    def told(rows: list[Import]) -> Rows:
        by: dict[Any, str] = dict(Member.objects.values_list("pk", "name"))
        return [_row(one, by.get(one.member_id, "")) for one in rows]

    return newest(lambda: queries.visible_to(member), told)


def _row(of: Import, by: str) -> list[Any]:
    kinds = {
        Kind.PEOPLE: pgettext("kind of file", "customers"), Kind.COMPANIES: pgettext("kind of file", "companies"),
        Kind.ORDERS: pgettext("kind of file", "orders"),
    }  # fmt: skip
    outcomes = (Outcome.NEW, Outcome.CHANGED, Outcome.MERGED, Outcome.ASKED, Outcome.FAILED)
    return [
        of.name, kinds.get(Kind(of.kind), "") if of.kind else "", of.named_source, page.stands(of), of.total or None,
        *(of.counts.get(one, 0) if of.counts else None for one in outcomes),
        by, local(of.at), local(of.ended_at), str(of.pk),
    ]  # fmt: skip
