"""The four lists of merging as files: pairs that wait, who was merged, who stays apart, contacts that link nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers import kinds, merged, parted, queries, queue
from nitka.customers.models import Apart, Merge, Quarantine
from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort

Heads = tuple[tuple[Any, Sort], ...]
_IDS: Heads = ((_("Customer’s id"), Sort.TEXT), (_("The other’s id"), Sort.TEXT), ("id", Sort.TEXT))


@dataclass(frozen=True, slots=True)
class MergeList:
    """One of them: what it is called, its columns, and its rows for a member and what their page asked for."""

    name: Any
    heads: Heads
    page: Callable[[Member, Mapping[str, str]], Page]

    def columns(self) -> list[Column]:
        """Its columns in the reader's language."""
        return [Column(str(name), sort) for name, sort in self.heads]


def _waiting(member: Member, _asked: Mapping[str, str]) -> Page:
    def page(after: Any) -> tuple[Rows, Any]:
        rows, following = queue.whole(member, after)
        return [
            [row.first, row.second, row.hundred, str(queue.band_of(row.proposal)), row.said, local(row.proposal.at),
             *map(str, (*row.keys, row.id))]
            for row in rows
        ], following  # fmt: skip

    return page


def _done(member: Member, asked: Mapping[str, str]) -> Page:
    def told(rows: list[Merge]) -> Rows:
        return [
            [line.into, line.source, line.came, "; ".join([line.why, *line.more]), line.who, local(line.merge.at),
             local(line.merge.undone_at), line.undone_by,
             *map(str, (line.merge.into_id, line.merge.source_id, line.merge.pk))]
            for line in merged.lines(rows)
        ]  # fmt: skip

    read = merged.read(asked)
    return newest(lambda: merged.found(read, member).select_related("into", "source"), told)


def _apart(member: Member, _asked: Mapping[str, str]) -> Page:
    def told(rows: list[Apart]) -> Rows:
        return [
            [one.first, one.second, one.why, one.who, one.hundred, local(one.apart.at),
             *map(str, (one.apart.one_now_id, one.apart.other_now_id, one.apart.pk))]
            for one in parted.pairs(rows)
        ]  # fmt: skip

    return newest(lambda: queries.seen_apart(member), told)


def _shut(member: Member, _asked: Mapping[str, str]) -> Page:
    def told(rows: list[Quarantine]) -> Rows:
        return [
            [kinds.label(one.kind), one.said, one.quarantine.seen, one.looks,
             ", ".join(name for _key, name in one.people), local(one.quarantine.at), str(one.quarantine.pk)]
            for one in parted.shut_in(rows, member)
        ]  # fmt: skip

    return newest(lambda: queries.seen_quarantines(member).select_related("identity__customer"), told)


_TWO: Heads = ((_("Customer"), Sort.TEXT), (_("With whom"), Sort.TEXT))
LISTS = {
    "queue": MergeList(_("Pairs that wait"), (
        *_TWO, (_("Of a hundred such pairs one person"), Sort.WHOLE),
        (pgettext_lazy("proposals", "How sure"), Sort.TEXT), (_("Why"), Sort.TEXT),
        (pgettext_lazy("day", "Since"), Sort.MOMENT), *_IDS,
    ), _waiting),
    "merged": MergeList(_("Merged customers"), (
        *_TWO, (_("Contacts that came along"), Sort.TEXT), (_("Why"), Sort.TEXT), (_("Who decided"), Sort.TEXT),
        (_("When"), Sort.MOMENT), (_("Parted"), Sort.MOMENT), (_("Who parted them"), Sort.TEXT), *_IDS,
    ), _done),
    "refused": MergeList(_("Different people"), (
        (_("Customer"), Sort.TEXT), (_("Not the same as"), Sort.TEXT), (_("Why"), Sort.TEXT),
        (_("Who decided"), Sort.TEXT), (_("Of a hundred such pairs one person"), Sort.WHOLE), (_("When"), Sort.MOMENT),
        *_IDS,
    ), _apart),
    "quarantine": MergeList(_("Contacts in quarantine"), (
        (_("Kind"), Sort.TEXT), (_("Contact"), Sort.TEXT), (_("Found with"), Sort.WHOLE),
        (_("What it looks like"), Sort.TEXT), (_("Customers"), Sort.TEXT), (pgettext_lazy("day", "Since"), Sort.MOMENT),
        ("id", Sort.TEXT),
    ), _shut),
}  # fmt: skip
