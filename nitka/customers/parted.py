"""Who was said to be different people, and contacts that too many have: each in words. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers import words
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal, Quarantine, Sighting
from nitka.customers.names import members, names_of
from nitka.customers.queries import visible_to
from nitka.customers.queue import hundred_of

NAMED = 4  # customers that are named
MANY = 20  # nobody's family is so large


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who stay two."""

    apart: Apart
    first: str
    second: str
    why: str
    who: str
    hundred: int | None


def pairs(rows: Sequence[Apart]) -> list[Pair]:
    """Who is apart from whom, why and by whom. Seven statements."""
    people = Customer.objects.in_bulk({key for row in rows for key in (row.one_now_id, row.other_now_id)})
    called = names_of(people.values())
    merges = Merge.objects.in_bulk({row.merge_id for row in rows if row.merge_id})
    proposals = Proposal.objects.in_bulk({row.proposal_id for row in rows if row.proposal_id})
    reasons = words.explained(list(merges.values()))
    by = members(row.member_id for row in rows)
    found = []
    for row in rows:
        proposal = proposals.get(row.proposal_id) if row.proposal_id else None
        why = _refused(proposal) if proposal else _undone(reasons.get(row.merge_id, []) if row.merge_id else [])
        hundred = hundred_of(proposal.probability) if proposal else None
        first, second = called.get(row.one_now_id, ""), called.get(row.other_now_id, "")
        found.append(Pair(row, first, second, why, by.get(row.member_id) or _("a program"), hundred))
    return found


def _refused(proposal: Proposal) -> str:
    speaks, against = words.reasons(proposal)
    return "; ".join(reason.text for reason in (*speaks[:1], *against[:2])) or words.why(proposal.why)


def _undone(reasons: Sequence[str]) -> str:
    """Of an undone merge why it had been made."""
    return _("Were merged and parted again: %(why)s") % {"why": reasons[0]} if reasons else _("Were parted again")


@dataclass(frozen=True, slots=True)
class Shut:
    """A contact that links nobody."""

    quarantine: Quarantine
    kind: str
    said: str
    looks: str
    people: list[tuple[UUID, str]]


def shut_in(rows: Sequence[Quarantine], member: Member) -> list[Shut]:
    """Contacts in quarantine: what each looks like and who has it, as far as a member sees. Two statements."""
    seen = _seen_with(rows, member)
    return [
        Shut(row, row.identity.kind, words.shown(row.identity),
             _looks(row.identity, row.seen, [name for _key, name in seen[row.identity_id]]),
             seen[row.identity_id][:NAMED])
        for row in rows
    ]  # fmt: skip


def _seen_with(rows: Sequence[Quarantine], member: Member) -> Mapping[UUID, list[tuple[UUID, str]]]:
    """Of each identity its own customer and those it was named with."""
    keys = [row.identity_id for row in rows]
    visible = visible_to(member).values("pk")
    sightings = Sighting.objects.filter(identity_id__in=keys, other__customer_id__in=visible)
    people: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for row in rows:
        people[row.identity_id][row.identity.customer_id] = row.identity.customer.name
    for one in sightings.select_related("other__customer").order_by("id")[: len(rows) * MANY]:
        people[one.identity_id][one.other.customer_id] = one.other.customer.name
    return {key: [(one, name) for one, name in people[key].items() if name] for key in keys}


def _looks(identity: Identity, seen: int, names: Sequence[str]) -> str:
    """What a contact of so many may be; a guess, and said as one."""
    family = seen <= MANY and _one_family(names)
    if identity.kind == "phone":
        if family:
            return _("like a family’s phone: one surname, different first names")
        return (
            _("like a phone of your own: it is entered where a customer gives none")
            if seen > MANY
            else _("a phone that several people give")
        )
    if identity.kind == "email":
        return _("like a family’s mailbox") if family else _("like a mailbox that several people write from")
    if identity.kind in ("device", "visitor"):
        return (
            _("like a device of a shop, not of a person") if seen > MANY else _("a device that several people use")
        )
    return _("several people use it")


def _one_family(names: Sequence[str]) -> bool:
    """One surname, whatever its ending."""
    last = {name.split()[-1][:5].lower() for name in names if len(name.split()) > 1}
    return len(last) == 1 and len(names) > 2
