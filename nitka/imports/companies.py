"""A chunk of rows into companies, and out of them again.

`Trace.before` of a company: "made" its name when it was made; else "name" [was, is] and "said" what its source called
it before; "domains" those that were added; "parent" [was, is].
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.customers.actions import Entry, companies_of, keep_companies, put_under
from nitka.customers.models import Company
from nitka.imports.company_columns import CompanyRow
from nitka.imports.models import Import, KnownCompany, Outcome, Trace
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert, insert_new, instance, update
from nitka.kit.ids import uuid7, uuids7


@dataclass(slots=True)
class Became:
    """What became of one row."""

    row: CompanyRow
    outcome: str
    company_id: UUID | None
    by: str = ""
    name: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # fields that stay as they are here
    named: str = ""  # the name that stays though the file has another
    reason: str = ""  # of a failed one
    waits: bool = False  # whose part it is has to be found yet


def load(of: Import, rows: Sequence[CompanyRow], at: datetime, reserved: int = 0) -> list[Became]:
    """Write rows. A fixed number of statements, whatever the size of the chunk."""
    if not rows:
        return []
    known = {one.external: one for one in KnownCompany.objects.filter(
        source=of.source, external__in={row.external for row in rows if row.external})}  # fmt: skip
    numbered = KnownCompany.objects.filter(source=of.source).values_list("company_id", flat=True)
    entries = _entries(rows, known, of.keeps)
    keep_companies(
        entries, by_key={key: one.company_id for key, one in known.items()}, numbered=set(numbered), at=at,
        member_id=of.member_id, reserved=reserved,
    )  # fmt: skip
    became = [_became(row, entry, known.get(row.external)) for row, entry in zip(rows, entries, strict=True)]
    _remember(of, became, known)
    return became


def traces(of: Import, became: Iterable[Became]) -> None:
    """Keep what is needed to take the rows back, to find whose parts they are, and to show them."""
    kept = [one for one in became if one.outcome != Outcome.SAME or one.row.left or one.waits]
    insert_new(Trace, [
        {"id": key, "workspace_id": require_workspace(), "of_id": of.pk, "number": one.row.number,
         "outcome": one.outcome, "reason": "", "place": None, "left": one.row.left or None, "customer_id": None,
         "company_id": one.company_id, "parent": f"{one.row.parent_place}:{one.row.parent}" if one.waits else None,
         "identities": [], "before": one.before or None, "merges": [], "moments": []}
        for key, one in zip(uuids7(len(kept)), kept, strict=True)
    ])  # fmt: skip


def parents(of: Import, wanted: Mapping[UUID, str]) -> tuple[dict[UUID, UUID | None], dict[UUID, str], set[UUID]]:
    """Make companies parts of those that a file names: who changed → whose part it was; who could not → why; and who
    stays where it is here."""
    meant = _meant(of, set(wanted.values()))
    now = dict(Company.objects.filter(pk__in=wanted).values_list("pk", "parent_id"))
    told = {one.company_id: one for one in KnownCompany.objects.filter(source=of.source, company_id__in=wanted)}
    wrong: dict[UUID, str] = {}
    moves: dict[UUID, UUID | None] = {}
    stays: set[UUID] = set()
    for company, text in wanted.items():
        parent, one = meant.get(text), told.get(company)
        if parent is None or company not in now:
            wrong[company] = "no_parent"
        elif parent == now[company]:
            continue
        elif of.keeps and now[company] != (one.under if one else None):
            stays.add(company)
        else:
            moves[company] = parent
    wrong |= put_under(moves)
    changed = {company: now[company] for company in moves if company not in wrong}
    said = []
    for company in wanted:
        if company in told and company not in wrong and company not in stays:
            told[company].under = meant[wanted[company]]
            said.append(told[company])
    update(KnownCompany, said, ["under"])
    return changed, wrong, stays


def _meant(of: Import, texts: Collection[str]) -> dict[str, UUID]:
    """By the number of its system, then by a domain, then by a name."""
    numbers = KnownCompany.objects.filter(source=of.source, external__in=texts).values_list("external", "company_id")
    return companies_of(texts) | dict(numbers)


def _entries(rows: Sequence[CompanyRow], known: Mapping[str, KnownCompany], keeps: bool) -> list[Entry]:
    """What the rows say; `said` is the name that the row before about the same number gave."""
    said = {number: one.said for number, one in known.items()}
    found = []
    for row in rows:
        last = said.get(row.external, "") if keeps else None
        found.append(Entry(key=row.external, name=row.name, domains=row.domains, said=last))
        if row.external and row.name:
            said[row.external] = row.name
    return found


def _became(row: CompanyRow, entry: Entry, known: KnownCompany | None) -> Became:
    if "company" in entry.wrong:
        return Became(row, Outcome.FAILED, None, reason=entry.wrong["company"])
    if why := entry.wrong.get("company_domain"):
        row.left.append((row.domain_place, why))
    one = Became(row, Outcome.SAME, entry.company_id, entry.by, entry.called, waits=bool(row.parent))
    if entry.made:
        one.outcome, one.before = Outcome.NEW, {"made": entry.called}
    elif entry.was is not None:
        one.before = {"name": [entry.was, entry.called], "said": known.said if known else ""}
    elif row.name and row.name != entry.called:
        one.named = entry.called
    if entry.added:
        one.before["domains"] = entry.added
    if one.outcome == Outcome.SAME and one.before:
        one.outcome = Outcome.CHANGED
    return one


def _remember(of: Import, became: Sequence[Became], known: Mapping[str, KnownCompany]) -> None:
    fresh: dict[str, KnownCompany] = {}
    for one in became:
        number, name = one.row.external, one.row.name
        if not number or one.company_id is None:
            continue
        if number in known:
            known[number].said = name or known[number].said
        elif number in fresh:
            fresh[number].said = name or fresh[number].said
        else:
            fresh[number] = instance(KnownCompany, {
                "id": uuid7(), "workspace_id": require_workspace(), "source": of.source, "external": number,
                "company_id": one.company_id, "said": name, "under": None, "of_id": of.pk,
            }.items(), stored=False)  # fmt: skip
    insert(fresh.values())
    update(KnownCompany, known.values(), ["said"])
