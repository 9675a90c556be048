"""What customers said of a purpose, written down; the purposes and their words."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.customers.consents import HOUSE, LANGUAGES, Answer, Consent, Proof, Purpose, Way, Wording
from nitka.customers.events import ConsentsNoted, CustomersChanged
from nitka.customers.models import Identity
from nitka.customers.queries import customers_of, survivor
from nitka.kit import clock, events
from nitka.kit.text import scrub

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
PROOF, NAME, TEXT = 2000, 80, 2000


class WrongConsent(ValueError):
    """It cannot be: field → a code of what is wrong (unknown, archived, no_contact, empty, not_a_code)."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Word:
    """What one said of a purpose through an identity. Without a wording: the one in force is what they read."""

    identity_id: UUID
    purpose: str
    answer: str
    way: str
    at: datetime | None = None
    wording_id: UUID | None = None
    language: str = ""
    channel_id: UUID | None = None
    source_id: UUID | None = None
    member_id: UUID | None = None
    proof: str = ""
    everywhere: bool = False


@transaction.atomic
def note_consents(words: Sequence[Word]) -> list[Consent]:
    """Write down what was said; a fixed number of statements for a batch. Raises WrongConsent, then nothing is kept.

    Nothing is locked: lines commute, and which of them holds is read by when it was said (`agreed.py`).
    """
    if not words:
        return []
    purposes = _purposes({word.purpose for word in words})
    newest = _newest([row.pk for row in purposes.values()])
    now = clock.now()
    rows = [_row(word, purposes, newest, now) for word in words]
    Consent.objects.bulk_create(rows)
    proofs = [
        Proof(consent_id=row.pk, text=scrub(word.proof.strip())[:PROOF])
        for word, row in zip(words, rows, strict=True)
        if word.proof.strip()
    ]
    if proofs:
        Proof.objects.bulk_create(proofs)
    events.publish(ConsentsNoted([row.pk for row in rows]))
    events.publish(CustomersChanged(customers_of({row.identity_id for row in rows})))
    return rows


@transaction.atomic
def note_consent_of(
    *, customer_id: UUID, purpose: str, answer: str, way: str, identity_ids: Collection[UUID] = (),
    at: datetime | None = None, proof: str = "", member_id: UUID | None = None, source_id: UUID | None = None,
    language: str = "", confirm: Collection[UUID] = (),
) -> list[Consent]:  # fmt: skip
    """What a customer said, of some of their contacts or, with none named, of all. A merged id is who they are now.

    A withdrawal that names none holds for what they will be known by later too. Consent is given for each contact by
    itself: it never spreads to one that came by a merge. Of those in `confirm` a yes is a question still. Raises
    WrongConsent.
    """
    customer = survivor(customer_id)
    if customer is None:
        raise WrongConsent({"identities": "no_contact"})
    found = Identity.objects.filter(customer_id=customer.pk).order_by("created_at", "id")
    own = list(found.values_list("pk", flat=True))
    chosen = [key for key in own if key in set(identity_ids)] if identity_ids else own
    if not chosen or (identity_ids and len(chosen) != len(set(identity_ids))):
        raise WrongConsent({"identities": "no_contact"})
    everywhere = answer == Answer.WITHDRAWN and not identity_ids
    rows = note_consents([
        Word(key, purpose, Answer.ASKED if key in confirm else answer, way, at, None, language, None, source_id,
             member_id, proof, everywhere)
        for key in (chosen[:1] if everywhere else chosen)
    ])  # fmt: skip
    said = {"purpose": purpose, "answer": answer}
    record("customers.consent", kind="customer", object_id=customer.pk, detail=said, member_id=member_id)
    return rows


@transaction.atomic
def keep_purpose(
    *, code: str, names: Mapping[str, str], texts: Mapping[str, str], asks_twice: bool | None = None,
    member_id: UUID | None = None,
) -> Purpose:  # fmt: skip
    """Make a purpose, or change its name and words: other words are a new version. Raises WrongConsent."""
    called, said = _both(names, NAME), _both(texts, TEXT)
    wrong = {f"names.{key}": "empty" for key, text in called.items() if not text}
    wrong |= {f"texts.{key}": "empty" for key, text in said.items() if not text}
    if not CODE.fullmatch(code):
        wrong["code"] = "not_a_code"
    if wrong:
        raise WrongConsent(wrong)
    Purpose.objects.bulk_create([Purpose(code=code, names=called)], ignore_conflicts=True)
    purpose = Purpose.objects.select_for_update().get(code=code)
    newest = purpose.wordings.order_by("-version").first()
    twice = purpose.asks_twice if asks_twice is None else asks_twice
    if (purpose.names, purpose.asks_twice, purpose.archived_at) != (called, twice, None):
        purpose.names, purpose.asks_twice, purpose.archived_at = called, twice, None
        purpose.save(update_fields=["names", "asks_twice", "archived_at"])
    if newest is None or newest.texts != said:
        version = newest.version + 1 if newest else 1
        Wording.objects.create(purpose_id=purpose.pk, version=version, texts=said, member_id=member_id)
    record("customers.purpose", kind="purpose", object_id=purpose.pk, member_id=member_id)
    return purpose


def archive_purpose(*, purpose: Purpose, member_id: UUID | None = None) -> None:
    """Nobody is asked for it any more; what was said of it stays, and can still be withdrawn."""
    Purpose.objects.filter(pk=purpose.pk, archived_at=None).update(archived_at=clock.now())
    record("customers.purpose", kind="purpose", object_id=purpose.pk, member_id=member_id)


def house_purposes() -> None:
    """Have the purposes that every company begins with; those it has already stay as they are."""
    missing = set(HOUSE) - set(Purpose.objects.filter(code__in=HOUSE).values_list("code", flat=True))
    if not missing:
        return
    with transaction.atomic():
        made = [Purpose(code=code, names=HOUSE[code][0]) for code in sorted(missing)]
        Purpose.objects.bulk_create(made, ignore_conflicts=True)
        rows = Purpose.objects.filter(code__in=missing)  # another may have made them at the same moment
        first = [Wording(purpose_id=row.pk, version=1, texts=HOUSE[row.code][1]) for row in rows]
        Wording.objects.bulk_create(first, ignore_conflicts=True)


def _purposes(codes: Collection[str]) -> dict[str, Purpose]:
    found = {row.code: row for row in Purpose.objects.filter(code__in=codes)}
    if set(codes) & set(HOUSE) - set(found):
        house_purposes()
        found = {row.code: row for row in Purpose.objects.filter(code__in=codes)}
    if set(codes) - set(found):
        raise WrongConsent({"purpose": "unknown"})
    return found


def _newest(purpose_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Purpose → the wording in force."""
    found = Wording.objects.filter(purpose_id__in=purpose_ids).order_by("purpose_id", "-version")
    return dict(found.distinct("purpose_id").values_list("purpose_id", "pk"))


def _row(word: Word, purposes: Mapping[str, Purpose], newest: Mapping[UUID, UUID], now: datetime) -> Consent:
    purpose, answer = purposes[word.purpose], Answer(word.answer)
    if purpose.archived_at and answer != Answer.WITHDRAWN:
        raise WrongConsent({"purpose": "archived"})
    return Consent(
        identity_id=word.identity_id,
        purpose_id=purpose.pk,
        wording_id=word.wording_id or (newest.get(purpose.pk) if _has_read(answer, word.way) else None),
        answer=answer,
        everywhere=word.everywhere and answer == Answer.WITHDRAWN,
        way=Way(word.way),
        language=word.language if word.language in LANGUAGES else "",
        channel_id=word.channel_id,
        source_id=word.source_id,
        member_id=word.member_id,
        at=min(word.at or now, now),  # a clock that runs ahead would outvote what is said tomorrow
        noted_at=now,
    )


def _has_read(answer: str, way: str) -> bool:
    """Whether they read the words in force: of a withdrawal nobody asks, of an answer in a file nobody knows."""
    return answer != Answer.WITHDRAWN and way != Way.FILE


def _both(texts: Mapping[str, str], most: int) -> dict[str, str]:
    return {language: scrub(str(texts.get(language, "")).strip())[:most] for language in LANGUAGES}
