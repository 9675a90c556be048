"""The companies' list as a file: all that fit, in its order, batch by batch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.customers import company_list
from nitka.customers.company_list import Line
from nitka.customers.export import BATCH, local
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Sort


@dataclass(frozen=True, slots=True)
class CompanyExport:
    """What is wanted, by whom, and in which words and zone it is written."""

    asked: company_list.Asked
    member: Member
    workspace: UUID
    language: str
    zone: tzinfo

    def title(self) -> str:
        """What the sheet is called."""
        return _("Companies")

    def columns(self) -> list[Column]:
        """What is told of each."""
        return [
            Column(_("Company")), Column(_("Domains")), Column(_("People"), Sort.WHOLE),
            Column(_("Unhappy"), Sort.WHOLE), Column(_("Orders"), Sort.WHOLE), Column(_("Purchases"), Sort.SUM),
            Column(_("Currency")), Column(pgettext("customers", "Last"), Sort.MOMENT), Column(_("Rating"), Sort.WHOLE),
            Column(pgettext("customers", "Owner")), Column("id"),
        ]  # fmt: skip

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows, each batch in a transaction of its own; by name, as a sum may change meanwhile."""
        by_name, after = replace(self.asked, sort="name", turned=False), ""
        while True:
            with in_workspace(self.workspace), translation.override(self.language), timezone.override(self.zone):
                shown, after = company_list.page(by_name, self.member, after, BATCH)
                rows = [_row(line) for line in shown]
            yield rows
            if not after:
                return


def _row(line: Line) -> list[Any]:
    """One company; what was spent is in the currency of most orders, as a column is added up."""
    spent, currency = line.sums.spent[0] if line.sums.spent else (None, "")
    return [
        line.company.name, ", ".join(line.domains), line.sums.people, line.sums.unhappy, line.sums.orders,
        spent and spent.quantize(Decimal("0.01")), currency, local(line.sums.last_at) if line.sums.last_at else None,
        line.sums.mood or None, line.owner or None, str(line.company.pk),
    ]  # fmt: skip
