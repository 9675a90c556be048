"""Customers whom a member ticked: are they one person? Asked as any other question, and looked at now."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.customers.actions.holding import locked
from nitka.customers.actions.questions import held
from nitka.customers.actions.tell import tell
from nitka.customers.models import Customer, Identity, Proposal
from nitka.customers.queries import rules_in_force, visible_to
from nitka.customers.rules import Rules, rank

MOST = 5
_ANONYMOUS = ("visitor", "device")


class CannotCompare(ValueError):
    """`code` says why: few, many, no_contact."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_of_ticked(*, customers: Collection[UUID], member: Member) -> list[Proposal]:
    """A question about each of them and the worthiest, who would stay. What was decided of two is asked anew.

    Raises CannotCompare.
    """
    found = list(visible_to(member).filter(pk__in=set(customers)).order_by("id"))
    locked([one.pk for one in found[: MOST + 1]])
    if not 2 <= len(found) <= MOST:
        raise CannotCompare("few" if len(found) < 2 else "many")
    of = _contacts(found)
    if len(of) < len(found):
        raise CannotCompare("no_contact")
    held(_between(of.values()))
    rules = rules_in_force()
    home, *others = sorted(of, key=lambda key: (-_worth(of[key], rules), key))
    asked = [_question(of[home], of[other], rules) for other in others]
    tell([one.pk for one in asked])
    return asked


def _contacts(customers: Sequence[Customer]) -> dict[UUID, list[Identity]]:
    """Customer → their contacts, a browser last."""
    of: dict[UUID, list[Identity]] = {}
    for one in Identity.objects.filter(customer_id__in=[row.pk for row in customers]).order_by("id"):
        of.setdefault(one.customer_id, []).append(one)
    return {key: sorted(known, key=lambda one: one.kind in _ANONYMOUS) for key, known in of.items()}


def _worth(known: Sequence[Identity], rules: Rules) -> int:
    return rank(rules, Counter(one.kind for one in known))


def _question(home: Sequence[Identity], other: Sequence[Identity], rules: Rules) -> Proposal:
    """The one that waits already, the one that was decided, or a new one."""
    made = _between([home, other]).order_by("decision", "-at").first()
    if made is None:
        return Proposal.objects.create(
            identity_id=home[0].pk, claimant_id=other[0].pk, why="ticked", rules=rules.version
        )
    if made.decision:
        made.decision, made.decided_at, made.decided_by_id, made.handful_id = "", None, None, None
        made.save(update_fields=["decision", "decided_at", "decided_by_id", "handful_id"])
    return made


def _between(several: Iterable[Sequence[Identity]]) -> "QuerySet[Proposal]":
    """The questions about two of several customers, who are told by their contacts."""
    found = Q(pk=None)
    for home, other in combinations([[one.pk for one in known] for known in several], 2):
        found |= Q(identity_id__in=home, claimant_id__in=other) | Q(identity_id__in=other, claimant_id__in=home)
    return Proposal.objects.filter(found)
