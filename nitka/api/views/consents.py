"""`purposes`, and `customers/{id}/consents`: what customers agreed to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.consents import ConsentGiven, ConsentRow, ContactGiven, PurposeRow
from nitka.api.views.common import Key, acting, allow, answers, customer_or_404, rows
from nitka.customers import actions, kinds, queries
from nitka.customers.models import Consent, Identity, Proof, Purpose, Wording
from nitka.customers.policies import can_note_consents

router = Router(tags=["consents"])


@router.get("purposes", response=answers(200, Rows[PurposeRow]))
def purposes(request: HttpRequest, page: Query[Page]) -> Any:
    """What the company asks its customers to agree to, newest first, archived ones too."""
    actions.house_purposes()
    data, following = newest(Purpose.objects.all(), page, by="created_at")
    words = Wording.objects.filter(purpose_id__in=[one.pk for one in data]).order_by("purpose_id", "-version")
    newest_of = {one.purpose_id: one for one in words.distinct("purpose_id")}
    return rows([_purpose(one, newest_of.get(one.pk)) for one in data], following)


@router.get("customers/{uuid:customer_id}/consents", response=answers(200, Rows[ConsentRow]))
def consents(request: HttpRequest, customer_id: UUID, page: Query[Page]) -> Any:
    """What a customer said, the last first; of a merged one, of who they are now."""
    customer = customer_or_404(request, customer_id)
    data, following = newest(Consent.objects.filter(identity__customer_id=customer.pk), page, by="at")
    return rows(described(data), following)


@router.post("customers/{uuid:customer_id}/consents", response=answers(201, Rows[ConsentRow]))
def create(request: HttpRequest, customer_id: UUID, given: ConsentGiven, idempotency_key: Key = None) -> Any:
    """Note what they said: a line for each contact it holds for, one for a withdrawal from all.

    Where the purpose asks twice, a yes of an e-mail is `asked` until the link of our letter is followed.
    """
    allow(request, can_note_consents)
    customer, member = customer_or_404(request, customer_id), acting(request)
    try:
        made = actions.state_consent_of(
            customer_id=customer.pk, purpose=given.purpose, answer=given.answer, way=given.way, at=given.at,
            identity_ids=_identities(customer.pk, given.contacts), proof=given.proof, language=given.language,
            member_id=member.pk if member else None, source_id=request.api_token.pk,  # type: ignore[attr-defined]
        )  # fmt: skip
    except actions.WrongConsent as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return Status(201, rows(described(made), None))


def _identities(customer_id: UUID, contacts: Sequence[ContactGiven]) -> list[UUID]:
    known = Identity.objects.filter(customer_id=customer_id) if contacts else []
    own = {(one.kind, one.value): one.pk for one in known}
    found = [own.get((one.kind, kinds.spell(one.kind, one.value) or one.value)) for one in contacts]
    chosen = [key for key in found if key]
    if len(chosen) < len(found):
        raise Problem("invalid", fields={f"contacts.{found.index(None)}": "not of this customer"})
    return chosen


def _purpose(one: Purpose, words: Wording | None) -> dict[str, Any]:
    return {
        "id": one.pk,
        "code": one.code,
        "names": one.names,
        "texts": words.texts if words else {},
        "version": words.version if words else 0,
        "asks_twice": one.asks_twice,
        "created_at": one.created_at,
        "archived_at": one.archived_at,
    }


def described(found: Sequence[Consent]) -> list[dict[str, Any]]:
    """The rows of lines; a fixed number of statements for any number of them."""
    lines = Consent.objects.select_related("identity", "purpose", "wording").in_bulk([one.pk for one in found])
    proofs = dict(Proof.objects.filter(consent_id__in=list(lines)).values_list("consent_id", "text"))
    contacts = Identity.objects.filter(customer_id__in={line.identity.customer_id for line in lines.values()})
    stands = queries.standing(list(contacts.values_list("pk", flat=True))).values()
    holding = {held.consent_id for of in stands for held in of.values()}
    return [_line(lines[one.pk], proofs.get(one.pk) or "", one.pk in holding) for one in found]


def _line(one: Consent, proof: str, holds: bool) -> dict[str, Any]:
    return {
        "id": one.pk,
        "purpose": one.purpose.code,
        "answer": one.answer,
        "contact": {"kind": one.identity.kind, "value": one.identity.value},
        "everywhere": one.everywhere,
        "holds": holds,
        "at": one.at,
        "again_at": one.again_at,
        "noted_at": one.noted_at,
        "way": one.way,
        "language": one.language,
        "version": one.wording.version if one.wording else None,
        "text": one.wording.read_in(one.language) if one.wording else "",
        "proof": proof,
    }
