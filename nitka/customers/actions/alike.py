"""What the comparison found of pairs: some are asked about, some become one by themselves, the rest are left alone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.actions.merge import decide, owners
from nitka.customers.actions.propose import Likely, propose
from nitka.customers.models import Customer, Identity, Link, Proposal, Status
from nitka.customers.queries import apart_pairs, rules_in_force
from nitka.customers.rules import Had, Rules, blocked, rank, too_many
from nitka.kit.db.bulk import array

# With these only a person decides. The same contact at two is one that one of them has merely named (rule 9).
NEVER = {"name_differs", "birth_differs", "birth_typo", "patronymic_differs", "email_same", "phone_same"}
PHONES = {"phone_digit", "phone_digits", "phone_differs"}
Pair = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Alike:
    """Two customers, how probable it is that they are one, and why."""

    one: UUID
    other: UUID
    probability: float
    reasons: Sequence[tuple[str, float]]
    house: float | None = None  # before what decisions taught

    @property
    def pair(self) -> Pair:
        return frozenset((self.one, self.other))


@transaction.atomic
def suggest(found: Sequence[Alike], taken: set[UUID]) -> tuple[int, int]:
    """Ask about pairs, or merge them where the workspace's threshold says so; how many of each.

    Left alone: who was taken apart or decided, who has become somebody else meanwhile. Open ones get new figures.
    Nobody becomes one with two others in one round (`taken`): who they are then is compared anew.
    """
    rules = rules_in_force()
    ids = {one for alike in found for one in alike.pair}
    of = _identities(ids)
    apart, known = apart_pairs(ids), _proposed(ids)
    news = [alike for alike in found if len(alike.pair & of.keys()) == 2 and alike.pair not in apart]
    likely: dict[Pair, Likely] = {}
    for alike in news:
        before = known.get(alike.pair)
        if before is None or not before[2]:
            sides = before[:2] if before else _sides(alike, of, rules)
            likely[alike.pair] = Likely(*sides, alike.probability, alike.reasons, alike.house)
    said = _said(of)
    sure = [alike for alike in news if alike.pair in likely and may_merge(alike, of, rules, said)]
    chosen = _chosen(sure, likely, taken)
    owners({key for one in chosen for key in (one.identity_id, one.claimant_id)})  # held before any question is
    propose(list(likely.values()))
    merged = sum(decide(proposal=one, accept=True) is not None for one in _matched(chosen))
    return len(likely.keys() - known.keys()), merged


def may_merge(alike: Alike, of: Mapping[UUID, Sequence[Identity]], rules: Rules, said: Collection[UUID]) -> bool:
    """Sure enough for the workspace, with nothing against it that a person should see, and no contact `said` only."""
    if rules.automatic is None or alike.probability * 100 < rules.automatic:
        return False
    codes = {code for code, _ in alike.reasons}
    sides = [of[one] for one in alike.pair]
    both_proven = all(any(_proven_phone(one) for one in side) for side in sides)
    if codes & NEVER or (codes & PHONES and both_proven) or any(one.pk in said for side in sides for one in side):
        return False
    first, second = (Had(Counter(one.kind for one in side)) for side in sides)
    return not too_many(rules, first, second)


def _proven_phone(identity: Identity) -> bool:
    return identity.kind == "phone" and identity.status == Status.VERIFIED


def _chosen(sure: Sequence[Alike], likely: Mapping[Pair, Likely], taken: set[UUID]) -> list[Likely]:
    chosen: list[Likely] = []
    for alike in sorted(sure, key=lambda one: -one.probability):
        if not alike.pair & taken:
            taken |= alike.pair
            chosen.append(likely[alike.pair])
    return chosen


def _matched(chosen: Sequence[Likely]) -> list[Proposal]:
    """The questions about pairs, asked just now and so held."""
    asked = Proposal.objects.filter(identity_id__in=[one.identity_id for one in chosen], decision="")
    pairs = {(one.identity_id, one.claimant_id) for one in chosen}
    found = [one for one in asked if (one.identity_id, one.claimant_id) in pairs]
    Proposal.objects.filter(pk__in=[one.pk for one in found]).update(why="matched")
    return found


def _identities(customers: Collection[UUID]) -> dict[UUID, list[Identity]]:
    """Of those who are still themselves, the older first."""
    alive = Customer.objects.filter(pk__in=customers, merged_into_id=None).values("pk")
    found: dict[UUID, list[Identity]] = defaultdict(list)
    for one in Identity.objects.filter(customer_id__in=alive).order_by("id"):
        found[one.customer_id].append(one)
    return dict(found)


def _said(of: Mapping[UUID, Sequence[Identity]]) -> set[UUID]:
    """Contacts that somebody gave of themselves and nobody has proven (rule 9)."""
    unproven = [one.pk for known in of.values() for one in known if one.status != Status.VERIFIED]
    return set(Link.objects.filter(identity_id__in=unproven, rule="stated").values_list("identity_id", flat=True))


def _proposed(customers: Collection[UUID]) -> dict[Pair, tuple[UUID, UUID, str]]:
    """What was asked already of two of these: by which identities, and what was decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.customer_id, c.customer_id, p.identity_id, p.claimant_id, p.decision from customers_proposal p"
            " join customers_identity i on i.workspace_id = p.workspace_id and i.id = p.identity_id"
            " join customers_identity c on c.workspace_id = p.workspace_id and c.id = p.claimant_id"
            " where i.customer_id = any(%(ids)s::uuid[]) and c.customer_id = any(%(ids)s::uuid[])"
            " order by p.decision desc",  # of several an open one counts
            {"ids": array(customers)},
        )
        return {frozenset(row[:2]): (row[2], row[3], row[4]) for row in cursor.fetchall()}


def _sides(alike: Alike, of: Mapping[UUID, Sequence[Identity]], rules: Rules) -> tuple[UUID, UUID]:
    """The contacts that say most, the worthier customer's first; of equals the older's."""
    one, other = sorted(alike.pair, key=lambda key: (-_worth(of[key], rules), key))
    says = max((code for code, weight in alike.reasons if weight > 0), default="",
               key=lambda code: dict(alike.reasons)[code] if code.startswith(("phone", "email")) else 0)  # fmt: skip
    kind = says.partition("_")[0]
    pairs = [(a, b) for a, b in product(*(_links(of[key], kind, rules) for key in (one, other)))]
    if pairs:
        first, second = min(pairs, key=lambda pair: _distance(pair[0].value, pair[1].value))
        return first.pk, second.pk
    return _account(of[one]).pk, _account(of[other]).pk


def _worth(identities: Sequence[Identity], rules: Rules) -> int:
    return rank(rules, Counter(one.kind for one in identities))


def _links(identities: Sequence[Identity], kind: str, rules: Rules) -> list[Identity]:
    return [one for one in identities if one.kind == kind and not one.quarantined
            and not blocked(rules, one.kind, one.value)][:20]  # fmt: skip


def _account(identities: Sequence[Identity]) -> Identity:
    """What stands for the customer: their account, else their first that is not a browser."""
    order = {"account": 0, "visitor": 2, "device": 2}
    return min(identities, key=lambda one: (order.get(one.kind, 1), one.pk))


def _distance(one: str, other: str) -> int:
    """How many signs differ, roughly: enough to tell which of several telephones was meant."""
    return abs(len(one) - len(other)) + sum(a != b for a, b in zip(one[::-1], other[::-1], strict=False))
