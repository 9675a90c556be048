"""Have an address confirmed by whoever reads what is sent there: then it is proven, and rules may join by it."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from nitka.customers.actions.claims import Claim
from nitka.customers.actions.identify import identify, lock
from nitka.customers.actions.merge import decide
from nitka.customers.confirming import TRIES, Confirmation
from nitka.customers.events import CustomersChanged
from nitka.customers.models import Identity, Proposal, Status
from nitka.kit import clock, events

PAUSE = timedelta(minutes=2)
A_DAY = 4  # letters to one address, whoever asks


class CannotAsk(ValueError):
    """Not now. `code` says why: proven (nothing to ask), soon (asked a moment ago), often (enough for a day)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_to_confirm(*, identity: Identity, claimant: Identity, member_id: UUID | None = None) -> Confirmation:
    """Note that an address is asked about; the caller has the letter sent. Raises CannotAsk."""
    identity = Identity.objects.select_for_update().get(pk=identity.pk)
    if identity.status == Status.VERIFIED and identity.customer_id == claimant.customer_id:
        raise CannotAsk("proven")
    asked = Confirmation.objects.filter(identity_id=identity.pk, asked_at__gt=clock.now() - timedelta(days=1))
    if asked.filter(asked_at__gt=clock.now() - PAUSE).exists():
        raise CannotAsk("soon")
    if asked.count() >= A_DAY:
        raise CannotAsk("often")
    return Confirmation.objects.create(identity_id=identity.pk, claimant_id=claimant.pk, member_id=member_id)


def who_was_asked(claimants: Collection[UUID]) -> set[UUID]:
    """Those of whom an address was asked that has not answered yet."""
    return set(_open(claimants).values_list("claimant_id", flat=True))


def _open(claimants: Collection[UUID]) -> "QuerySet[Confirmation]":
    since = clock.now() - Confirmation.OPEN_FOR
    return Confirmation.objects.filter(claimant_id__in=claimants, answer="", asked_at__gt=since, tries__lt=TRIES)


@transaction.atomic
def try_code(*, claimant_id: UUID, code: str) -> Confirmation | None:
    """The confirmation that a code answers. A wrong one costs one of five tries."""
    pending = list(_open([claimant_id]))
    Confirmation.objects.filter(pk__in=[one.pk for one in pending]).update(tries=F("tries") + 1)
    right = next((one for one in pending if one.code == code), None)
    if right is not None:
        answer_confirmation(confirmation=right, yes=True, how="code")
    return right


@transaction.atomic
def answer_confirmation(*, confirmation: Confirmation, yes: bool, how: str) -> bool:
    """Whoever reads at the address says whether it was them. False where that was answered before, or too late.

    Yes: the address is proven, and the rules say whether the two become one customer. No: it is not theirs; a proposal
    is refused, so that no rule joins them.
    """
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    if not confirmation.is_open:
        return False
    confirmation.answer, confirmation.how, confirmation.answered_at = "yes" if yes else "no", how, clock.now()
    confirmation.save(update_fields=["answer", "how", "answered_at"])
    pair = {"identity_id": confirmation.identity_id, "claimant_id": confirmation.claimant_id}
    identity, claimant = _both(confirmation)
    proposal = Proposal.objects.select_for_update().filter(**pair, decision="").first()
    if yes:
        claim = Claim(identity.kind, identity.value, how=how)
        identify([Claim(claimant.kind, claimant.value, claimant.name, claimant.status, also=(claim,))])
    owners = set(Identity.objects.filter(pk__in=[identity.pk, claimant.pk]).values_list("customer_id", flat=True))
    if proposal is not None and (len(owners) == 1 or not yes):
        decide(proposal=proposal, accept=yes, member_id=confirmation.member_id)
    events.publish(CustomersChanged(sorted(owners)))
    return True


def _both(confirmation: Confirmation) -> tuple[Identity, Identity]:
    """The address and who gave it, their customers held."""
    keys = [confirmation.identity_id, confirmation.claimant_id]
    for _ in range(3):
        found = Identity.objects.in_bulk(keys)
        if not lock(found.values()):
            break
    return found[keys[0]], found[keys[1]]
