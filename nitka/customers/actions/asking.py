"""Double opt-in: a yes that anybody could have typed is a question until whoever reads at the address says it again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from nitka.customers.actions.consent import Word, note_consent_of, note_consents
from nitka.customers.agreeing import OPEN_FOR
from nitka.customers.consents import Answer, Consent, Purpose, Way
from nitka.customers.events import ConsentsAsked
from nitka.customers.models import Identity
from nitka.customers.queries import agreed, standing, survivor
from nitka.kit import clock, events, slots

PAUSE = timedelta(minutes=2)
A_DAY = 4  # letters to one address, whoever states its consent


def to_be_asked(purpose: str, identity_ids: Collection[UUID]) -> set[UUID]:
    """Those whose yes has to be confirmed: what a letter or a channel of the company's reaches, and no agreement yet.

    A contact that nothing reaches (a telephone where no channel writes to one) could never be asked.
    """
    if not Purpose.objects.filter(code=purpose, asks_twice=True).exists():
        return set()
    kinds = {"email"}.union(*(reached() for reached in slots.fillers("consents.reached")))
    found = set(Identity.objects.filter(pk__in=list(identity_ids), kind__in=kinds).values_list("pk", flat=True))
    stands = standing(found)
    return {key for key in found if not agreed(stands, key, purpose)}


@transaction.atomic
def state_consent_of(
    *, customer_id: UUID, purpose: str, answer: str, way: str, identity_ids: Collection[UUID] = (),
    at: datetime | None = None, proof: str = "", member_id: UUID | None = None, source_id: UUID | None = None,
    language: str = "",
) -> list[Consent]:  # fmt: skip
    """What a form or a program says that a customer said. Raises WrongConsent.

    Where the purpose asks twice, the yes of a contact that we write to is a question until our link is followed.
    """
    confirm: set[UUID] = set()
    if answer == Answer.GIVEN:
        customer = survivor(customer_id)
        own = Identity.objects.filter(customer_id=customer.pk if customer else customer_id)
        confirm = to_be_asked(purpose, identity_ids or list(own.values_list("pk", flat=True)))
    lines = note_consent_of(
        customer_id=customer_id, purpose=purpose, answer=answer, way=way, identity_ids=identity_ids, at=at, proof=proof,
        member_id=member_id, source_id=source_id, language=language, confirm=confirm,
    )  # fmt: skip
    ask_by_letter(lines)
    return lines


def ask_by_letter(lines: Sequence[Consent]) -> None:
    """Have letters written for what was asked just now; an address gets few of them in a day."""
    asked = [line for line in lines if line.answer == Answer.ASKED]
    if not asked:
        return
    now = clock.now()
    before: dict[UUID, list[datetime]] = defaultdict(list)
    today = Consent.objects.filter(answer=Answer.ASKED, noted_at__gt=now - timedelta(days=1))
    today = today.filter(identity_id__in=[line.identity_id for line in asked]).exclude(pk__in=[one.pk for one in asked])
    for identity_id, at in today.values_list("identity_id", "noted_at"):
        before[identity_id].append(at)
    due = [line.pk for line in asked if _may_write(before[line.identity_id], now)]
    if due:
        events.publish(ConsentsAsked(due))


def _may_write(asked: Sequence[datetime], now: datetime) -> bool:
    return len(asked) < A_DAY and all(at < now - PAUSE for at in asked)


def question_state(line: Consent) -> str:
    """Of a letter's question: ask, given (they agree), or late: too old, or they said no since."""
    held = standing([line.identity_id]).get(line.identity_id, {}).get(line.purpose.code)
    if held is None or line.answer != Answer.ASKED:
        return "late"
    if held.decision == Answer.GIVEN:
        return "given"
    still = held.answer == Answer.ASKED and clock.now() < line.noted_at + OPEN_FOR and not line.purpose.archived_at
    return "ask" if still else "late"


def confirm_consent(*, line: Consent, language: str = "") -> bool:
    """Whoever reads at the address says yes, to the words they were asked with. False where it is too late."""
    if question_state(line) != "ask":
        return False
    way = Way.LETTER if line.identity.kind == "email" else Way.PAGE
    word = Word(line.identity_id, line.purpose.code, Answer.GIVEN, way, None, line.wording_id, language)
    note_consents([word])
    return True
