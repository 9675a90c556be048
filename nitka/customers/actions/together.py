"""Identities named together: whose they become, decided in memory for a whole batch as if one came after another.

The customers are locked. What the rules decide is written afterwards in a fixed number of statements.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nitka.customers.actions.claims import Claim, Key
from nitka.customers.actions.journal import forget, own, project, row, write
from nitka.customers.actions.making import Join, write_down
from nitka.customers.actions.shared import Sightings
from nitka.customers.actions.tell import tell
from nitka.customers.counting import counts
from nitka.customers.models import Customer, Identity, Merge, Proposal, Status
from nitka.customers.queries import apart_pairs
from nitka.customers.rules import Decision, Had, Rules, Side, blocked, decide, may_join, rank
from nitka.kit import clock
from nitka.kit.db.bulk import insert


@dataclass(slots=True, frozen=True)
class Named:
    """An identity as a group named it."""

    claim: Claim
    identity: Identity
    known_as: str  # how sure it was before


class Together:
    """One batch of groups; `decide` changes the customers of `found` to who they are afterwards."""

    def __init__(
        self,
        rules: Rules,
        groups: Sequence[Sequence[Claim]],
        found: Mapping[Key, Identity],
        made: Sequence[tuple[Identity, Claim]],
    ) -> None:
        self.rules = rules
        self.found = found
        self.made = made
        self.customers: dict[UUID, Customer] = {one.customer_id: one.customer for one in found.values()}
        self.into: dict[UUID, UUID] = {}
        self.joins: dict[UUID, Join] = {}
        self.merges: list[Merge] = []
        self.proposals: dict[tuple[UUID, UUID], Proposal] = {}
        self.groups = [group for group in self._named(groups) if self._differ(group)]
        involved = [named.identity for group in self.groups for named in group]
        ids = {identity.customer_id for identity in involved}
        self.counts = counts(ids, rules)
        self.apart = apart_pairs(ids) if len(ids) > 1 else set()
        new = Counter(identity.customer_id for identity, _ in made)
        self.alone = {customer for customer, count in new.items() if count == 1}  # made just now, for one identity
        self.sightings = Sightings(involved, rules)

    def decide(self) -> set[Key]:
        """Join, merge, ask or leave; returns the keys that stayed another's than their group's."""
        strangers: set[Key] = set()
        for group in self.groups:
            self._group(group)
        self._write()
        for group in self.groups:
            home = group[0].identity.customer_id
            strangers |= {one.claim.key for one in group[1:] if one.identity.customer_id != home}
        return strangers

    def _named(self, groups: Sequence[Sequence[Claim]]) -> list[list[Named]]:
        return [
            [Named(claim, self.found[claim.key], self.found[claim.key].status) for claim in group] for group in groups
        ]

    def _differ(self, group: Sequence[Named]) -> bool:
        return len({named.identity.customer_id for named in group}) > 1

    def _now(self, identity: Identity) -> UUID:
        customer = identity.customer_id
        while customer in self.into:
            customer = self.into[customer]
        return customer

    def _worth(self, named: Named) -> tuple[bool, int, int]:
        """Known before new, worthier before less worthy, older before younger."""
        lone = self._now(named.identity) in self.alone
        return (lone, -self.rules.of(named.claim.kind).priority, self._now(named.identity).int)

    def _group(self, group: Sequence[Named]) -> None:
        linking = [named for named in group if self._links(named)]
        for other in sorted(linking, key=self._worth)[1:]:
            home = min(linking, key=self._worth)
            one, two = self._now(home.identity), self._now(other.identity)
            if one != two:
                (self._join if two in self.alone else self._pair)(home, other, one, two)

    def _links(self, named: Named) -> bool:
        return not named.identity.quarantined and not blocked(self.rules, named.claim.kind, named.claim.value)

    def _join(self, home: Named, other: Named, one: UUID, two: UUID) -> None:
        """An identity that nobody else has, beside one that somebody has."""
        by = self.rules.of(home.claim.kind).priority
        why = may_join(self.rules, other.claim.kind, other.claim.value, by, Had(self.counts[one]))
        if not why and not _proven(home) and one not in self.alone:
            why = "unproven"  # who only states an address adds nothing to whose it is
        if why:
            self._ask(home, other, one, two, Decision(_ask_or_not(self.rules, home, other, why), why))
            return
        self.joins[other.identity.pk] = Join(one, home.identity.pk)
        self.counts[one].update(self.counts[two])
        self.alone.discard(one)
        self.into[two] = one
        self._carry_apart(two, one)

    def _pair(self, home: Named, other: Named, one: UUID, two: UUID) -> None:
        apart = frozenset((one, two)) in self.apart
        decision = decide(
            self.rules, self._side(home), self._side(other), Had(self.counts[one]), Had(self.counts[two]), apart=apart
        )
        if decision.do == "merge":
            self._merge(home, other, one, two, decision.why)
        else:
            self._ask(home, other, one, two, decision)

    def _side(self, named: Named) -> Side:
        return Side(named.claim.kind, named.claim.value, _proven(named), named.identity.quarantined)

    def _merge(self, home: Named, other: Named, one: UUID, two: UUID, why: str) -> None:
        """The worthier stays; of equals the older."""
        first, second = ((rank(self.rules, self.counts[key]), -key.int, key) for key in (one, two))
        into, source = (one, two) if first > second else (two, one)
        self.merges.append(
            Merge(
                into_id=into, source_id=source, rule=why, rules=self.rules.version, one_id=home.identity.pk,
                other_id=other.identity.pk,
            )
        )  # fmt: skip
        self.into[source] = into
        self.counts[into].update(self.counts[source])
        self._carry_apart(source, into)

    def _carry_apart(self, was: UUID, now: UUID) -> None:
        if any(was in pair for pair in self.apart):
            self.apart = {frozenset(now if one == was else one for one in pair) for pair in self.apart}

    def _ask(self, home: Named, other: Named, one: UUID, two: UUID, decision: Decision) -> None:
        """Not by rule: a person is asked where that makes sense, and the less worthy one was seen on one more."""
        if decision.why in ("apart", "quarantined"):
            return
        worthier, lesser = sorted(
            (home, other), key=lambda named: (-self.rules.of(named.claim.kind).priority, named.claim.key)
        )
        shut = self.sightings.add(
            lesser.identity, worthier.identity, self._now(lesser.identity), self._now(worthier.identity)
        )
        if decision.do == "propose" and not shut:
            pair = (worthier.identity.pk, lesser.identity.pk)
            self.proposals[pair] = row(
                Proposal, identity_id=pair[0], claimant_id=pair[1], why=decision.why, rules=self.rules.version,
                probability=None, house=None, reasons=[], at=clock.now(), decision="", decided_at=None,
                decided_by_id=None, handful_id=None,
            )  # fmt: skip

    def _write(self) -> None:
        self._write_joins()
        write(self.merges)
        if self.proposals:
            insert([self.proposals[pair] for pair in sorted(self.proposals)], ignore_conflicts=True)
            tell()
        self.sightings.write()
        roots = {one for one in self.into.values() if one not in self.into}
        for identity in self.found.values():
            now = self._now(identity)
            if now != identity.customer_id:
                identity.customer_id = now
                identity._state.fields_cache["customer"] = self.customers[now]
        _name(self.customers, roots)

    def _write_joins(self) -> None:
        """New identities to whom they join; the customers that were made for them had never been seen."""
        own({key: joined.customer_id for key, joined in self.joins.items()})
        write_down(self.made, self.joins)
        forget(identity.customer_id for identity, _ in self.made if identity.pk in self.joins)
        project({joined.customer_id for joined in self.joins.values()})


def _ask_or_not(rules: Rules, home: Named, other: Named, why: str) -> str:
    personal = rules.of(home.claim.kind).personal and rules.of(other.claim.kind).personal
    return "propose" if personal or why == "unproven" else "nothing"


def _proven(named: Named) -> bool:
    """Shown to be theirs now and before: what somebody once stated is not yet theirs."""
    return named.claim.status == Status.VERIFIED == named.known_as


def _name(customers: dict[UUID, Customer], roots: set[UUID]) -> None:
    """What those who changed are called now."""
    if not roots:
        return
    for key, name, language in Customer.objects.filter(pk__in=roots).values_list("pk", "name", "language"):
        customers[key].name, customers[key].language = name, language
