"""Several pairs decided with one action, and taken back with one: a chunk of them at a time."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nitka.customers.actions.again import sides
from nitka.customers.actions.holding import hold
from nitka.customers.actions.journal import write
from nitka.customers.actions.merge import owners, refused
from nitka.customers.actions.questions import contacts, held
from nitka.customers.actions.tell import tell
from nitka.customers.actions.undo import undo_all
from nitka.customers.handful import Two, planned, surest
from nitka.customers.models import Apart, Merge, Proposal
from nitka.customers.queries import rules_in_force
from nitka.kit import clock
from nitka.kit.db.bulk import insert

CHUNK = 100  # pairs that are decided in one transaction
UNDONE = 100  # merges that are undone in one


@dataclass(slots=True)
class Outcome:
    """What became of a chunk."""

    decided: int = 0  # as was said
    before: int = 0  # somebody was first
    left: Counter[str] = field(default_factory=Counter)  # why → how many wait still


@transaction.atomic
def decide_all(
    *, proposals: Collection[UUID], accept: bool, handful: UUID, member_id: UUID | None = None
) -> Outcome:
    """Accept or refuse pairs, the surest first. A fixed number of statements, whatever their number.

    What a person should look at by itself waits still (`handful.plan`); what somebody has decided meanwhile stays.
    """
    rows = Proposal.objects.filter(pk__in=proposals)
    of = owners(contacts(rows))
    waiting = sorted(held(rows.filter(decision="")), key=lambda one: surest(one.pk, one.probability))
    outcome = Outcome(before=len(proposals) - len(waiting))
    if not waiting:
        return outcome
    pairs = [Two(one.pk, of[one.identity_id], of[one.claimant_id]) for one in waiting]
    known = {one.pk: one for one in waiting}
    done = (_accept if accept else _refuse)(pairs, known, handful, member_id, outcome)
    tell(done)
    return outcome


def _accept(
    pairs: Sequence[Two], known: dict[UUID, Proposal], handful: UUID, member_id: UUID | None, outcome: Outcome
) -> list[UUID]:
    plan, version = planned(pairs), rules_in_force().version
    done = [*(key for key, _into, _source in plan.merges), *plan.same]
    _close(done, "accepted", handful, member_id)  # first: the journal tells of what is open about those it makes one
    write([
        Merge(into_id=into, source_id=source, why="proposal", rule=known[key].why, rules=version,
              one_id=known[key].identity_id, other_id=known[key].claimant_id, member_id=member_id, handful_id=handful)
        for key, into, source in plan.merges
    ])  # fmt: skip
    outcome.decided, outcome.left = len(done), Counter(plan.left.values())
    return done


def _refuse(
    pairs: Sequence[Two], known: dict[UUID, Proposal], handful: UUID, member_id: UUID | None, outcome: Outcome
) -> list[UUID]:
    still = [two for two in pairs if two.one != two.other]
    _close([two.key for two in still], "refused", handful, member_id)
    insert(refused(known[two.key], two.one, two.other, member_id) for two in still)
    outcome.decided, outcome.before = len(still), outcome.before + len(pairs) - len(still)
    return [two.key for two in still]


def _close(keys: Collection[UUID], decision: str, handful: UUID, member_id: UUID | None) -> None:
    Proposal.objects.filter(pk__in=keys).update(
        decision=decision, decided_at=clock.now(), decided_by_id=member_id, handful_id=handful
    )


@transaction.atomic
def take_all_back(*, proposals: Collection[UUID], member_id: UUID | None = None) -> tuple[int, int]:
    """Decided pairs of one handful wait again: how many now, and how many are to be taken back still.

    Merges are undone the latest first, so many in one transaction; the rest follows with the last of them. What
    somebody has parted since stays as it is.
    """
    rows = Proposal.objects.filter(pk__in=proposals)
    hold(lambda: sides(rows))
    decided = held(rows.exclude(decision=""))
    of = {(one.identity_id, one.claimant_id): one for one in decided}
    made = Merge.objects.filter(handful_id__in={one.handful_id for one in decided}).order_by("-at", "-id")
    merges = [merge for merge in made if (merge.one_id, merge.other_id) in of]
    parted = {(merge.one_id, merge.other_id) for merge in merges if merge.undone_at}
    standing = [merge for merge in merges if not merge.undone_at]
    now = standing[:UNDONE]
    undo_all(merges=now, member_id=member_id)
    back = [of[merge.one_id, merge.other_id] for merge in now]  # type: ignore[index]
    rest = standing[UNDONE:]
    if not rest:
        merged = {(merge.one_id, merge.other_id) for merge in standing}
        back += [one for pair, one in of.items() if pair not in merged and pair not in parted]
    keys = [one.pk for one in back]
    lifted = Apart.objects.filter(Q(merge_id__in=[merge.pk for merge in now]) | Q(proposal_id__in=keys), lifted_at=None)
    lifted.update(lifted_at=clock.now())
    Proposal.objects.filter(pk__in=keys).update(decision="", decided_at=None, decided_by_id=None, handful_id=None)
    tell(keys)
    return len(back), len(rest) and len(of) - len(parted) - len(back)
