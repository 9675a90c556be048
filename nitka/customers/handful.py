"""Several pairs decided together: what would become of them, reckoned before and at the moment. Pure, and reads."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from nitka.accounts.models import Member
from nitka.customers.counting import counts
from nitka.customers.queries import apart_pairs, open_proposals, rules_in_force
from nitka.customers.queue import BANDS
from nitka.customers.rules import Had, Rules, too_many
from nitka.customers.waiting import Stretch, look

MOST = 2_000  # pairs that are decided with one action


@dataclass(frozen=True, slots=True)
class Two:
    """A pair: its proposal, and whose the two contacts are."""

    key: UUID
    one: UUID
    other: UUID


@dataclass(slots=True)
class Plan:
    """What becomes of pairs that are said to be one person each, one after another."""

    merges: list[tuple[UUID, UUID, UUID]] = field(default_factory=list)  # of a proposal: who stays, who joins them
    same: list[UUID] = field(default_factory=list)  # one person by then, through others of these or before
    left: dict[UUID, str] = field(default_factory=dict)  # proposal → why it stays in the queue, a code of `words.why`


def plan(
    pairs: Sequence[Two], had: Mapping[UUID, Counter[str]], apart: Collection[frozenset[UUID]], rules: Rules
) -> Plan:
    """Left alone is what a person should look at by itself: who was said to be two, who would have more of a kind than
    one person has. Pure.
    """
    found = Plan()
    now: dict[UUID, UUID] = {}
    kinds = {key: Counter(of) for key, of in had.items()}
    foes = _foes(apart)
    for two in pairs:
        one, other = _root(now, two.one), _root(now, two.other)
        first, second = kinds.setdefault(one, Counter()), kinds.setdefault(other, Counter())
        if one == other:
            found.same.append(two.key)
        elif other in foes.get(one, ()):
            found.left[two.key] = "apart"
        elif many := too_many(rules, Had(first), Had(second)):
            found.left[two.key] = f"many:{many}"
        else:
            found.merges.append((two.key, one, other))
            now[other] = one
            first.update(second)
            for foe in foes.pop(other, set()):
                foes[foe] = foes[foe] - {other} | {one}
                foes[one].add(foe)
    return found


def _foes(apart: Collection[frozenset[UUID]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for pair in apart:
        for one in pair:
            found[one] |= pair - {one}
    return found


def _root(now: Mapping[UUID, UUID], one: UUID) -> UUID:
    while one in now:
        one = now[one]
    return one


def planned(pairs: Sequence[Two]) -> Plan:
    """The same with what is known of their customers. Three statements."""
    people = {key for two in pairs for key in (two.one, two.other)}
    rules = rules_in_force()
    return plan(pairs, counts(people, rules), apart_pairs(people), rules)


def surest(key: UUID, probability: float | None) -> tuple[float, UUID]:
    """In which order pairs of a handful come: those by a rule last."""
    return (1.0 if probability is None else -probability, key)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Pairs that a member chose, in the queue's order, and what would become of them."""

    keys: list[UUID]
    people: int
    plan: Plan
    wrong: float | None  # so many of them are probably not as is said; None: nothing was computed of them


def chosen(member: Member, keys: Collection[UUID], band: str, later: Collection[UUID], *, accept: bool) -> Chosen:
    """Of those named, or of all in a band, what waits. Six statements."""
    if band:
        _label, low, high = BANDS[band]
        places = look(member, [Stretch(band, MOST, low, high, without=later)])[band]
        keys = [key for *_place, key in places]
    rows = {
        row[0]: row for row in open_proposals(member).filter(pk__in=keys).values_list(
            "pk", "identity__customer_id", "claimant__customer_id", "probability")
    }  # fmt: skip
    order = keys if band else sorted(rows, key=lambda key: surest(key, rows[key][3]))
    pairs = [Two(*rows[key][:3]) for key in order if key in rows]
    likely = [said for two in pairs if (said := rows[two.key][3]) is not None]
    wrong = sum(1 - said if accept else said for said in likely) if likely else None
    people = {key for two in pairs for key in (two.one, two.other)}
    return Chosen([two.key for two in pairs], len(people), planned(pairs) if accept else Plan(), wrong)

