"""Reads of a company's purposes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from nitka.accounts.models import Member
from nitka.customers.consents import HOUSE, Answer, Consent, Purpose, Wording


def purposes_by_code(codes: Collection[str]) -> dict[str, Purpose]:
    """Code → purpose; one of the house's that nobody has used yet is named too. Others are absent."""
    if not codes:
        return {}
    house = {code: Purpose(code=code, names=HOUSE[code][0]) for code in codes if code in HOUSE}
    return house | {row.code: row for row in Purpose.objects.filter(code__in=codes)}


def purposes_to_write_for() -> list[Purpose]:
    """What a member may write for beyond a customer's own matters, those of the house first; no archived one."""
    kept = {row.code: row for row in Purpose.objects.order_by("created_at")}
    house = [Purpose(code=code, names=HOUSE[code][0]) for code in HOUSE if code not in kept]
    return [*house, *(row for row in kept.values() if row.archived_at is None)]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the words: who wrote it, and how many lines of the journal were said to it."""

    wording: Wording
    author: str
    said: int


def newest() -> dict[UUID, Wording]:
    """Purpose → the words in force."""
    return {row.purpose_id: row for row in Wording.objects.order_by("purpose_id", "-version").distinct("purpose_id")}


def versions(rows: Sequence[Wording]) -> list[Version]:
    """The words with who wrote them, and how often they were said yes to."""
    names = dict(Member.objects.filter(pk__in=[row.member_id for row in rows]).values_list("pk", "name"))
    given = Consent.objects.filter(wording_id__in=[row.pk for row in rows], answer=Answer.GIVEN)
    said = dict(given.values_list("wording_id").annotate(Count("id")).order_by())
    return [Version(row, names.get(row.member_id, "") if row.member_id else "", said.get(row.pk, 0)) for row in rows]
