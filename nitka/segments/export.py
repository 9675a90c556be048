"""The list of segments as a file: what each is in words, how large it is and how that changed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort
from nitka.segments import pictures, queries
from nitka.segments.definition import read
from nitka.segments.definition.called import Called
from nitka.segments.definition.words import said
from nitka.segments.models import Segment


def columns() -> list[Column]:
    """What is told of each."""
    return [
        Column(_("Segment")), Column(_("Who is in it")), Column(pgettext("segment", "Of whom")),
        Column(pgettext("segment", "In it"), Sort.WHOLE), Column(_("Change in 30 days"), Sort.WHOLE),
        Column(_("Came in 30 days"), Sort.WHOLE), Column(_("Went in 30 days"), Sort.WHOLE), Column(_("Keeps it")),
        Column(_("Made"), Sort.MOMENT), Column("id"),
    ]  # fmt: skip


def page(member: Member) -> Page:
    """Its rows; of one that is known for less than two days nothing is said of a change."""

    def told(found: list[Segment]) -> Rows:
        days, called = pictures.days_of(found), Called()
        names = dict(Member.objects.values_list("pk", "name"))
        return [_row(one, said(read(one.definition), called), pictures.trend(one, days[one.pk]),
                     names.get(one.member_id, "") if one.member_id else "") for one in found]  # fmt: skip

    return newest(lambda: queries.visible_to(member), told)


def _row(one: Segment, words: str, trend: pictures.Trend, keeper: str) -> list[Any]:
    moved = (trend.change, trend.entered, trend.left) if trend.days >= 2 else (None, None, None)
    whom = pgettext("segment of", "companies") if one.of_companies else pgettext("segment of", "customers")
    size = one.size if one.filled_at else None
    return [one.name, words, whom, size, *moved, keeper, local(one.created_at), str(one.pk)]
