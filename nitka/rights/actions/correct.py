"""Put right what is wrong: named, changed by the verbs of customers, taken back while the request is open.

Each line of the request’s log names its correction; the values lie there, and go when the request ends.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.customers.actions import (
    CannotRespell,
    Was,
    WrongAttributes,
    call,
    converse,
    describe,
    give_back,
    hold_family,
    respell,
)
from nitka.customers.models import Attribute, Customer, Identity, Status
from nitka.customers.queries import survivor
from nitka.kit import clock
from nitka.rights.actions.register import write
from nitka.rights.models import Correction, Field, Kind, Request
from nitka.rights.wrong import Spot, Unfit, fitting, said, spots

UNSAID = object()


class CannotCorrect(ValueError):
    """It is not done; the message says why, in the reader’s words, and `field` which input is wrong, if one is."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def point_out(*, request: Request, code: str, asked: Any, by: Member | None, was: Any = UNSAID) -> Correction:
    """Write down which value is wrong and what it should be; said again, it is another one. `asked` may be a function
    that reads it for the value (`wrong.typed`); `was`: what stands there, as far as whoever asks knows.

    Raises CannotCorrect.
    """
    held = _open(request.pk)
    spot = spots(_customer(held), by).get(code)
    if spot is None:
        raise CannotCorrect(_("There is no such value any more"), "field")
    if was is not UNSAID and was != spot.value:
        raise CannotCorrect(_("It is “%(now)s”") % {"now": spot.said or _("nothing")}, "was")
    try:
        kept = fitting(spot, asked(spot) if callable(asked) else asked)
    except Unfit as problem:
        raise CannotCorrect(str(problem), "asked") from None
    identity_id = spot.identity.pk if spot.identity else None
    where: dict[str, Any] = {"request_id": held.pk, "field": spot.field, "key": spot.key, "identity_id": identity_id}
    made = Correction.objects.filter(**where, applied_at=None).first() or Correction(**where)
    made.was, made.asked, made.at = spot.value, kept, clock.now()
    made.save()
    _log(made, held, "pointed", by)
    return made


@transaction.atomic
def drop(*, correction: Correction, by: Member | None) -> None:
    """It was written down by mistake. Raises CannotCorrect once it was done."""
    request, held = _held(correction)
    if held.applied_at:
        raise CannotCorrect(_("This was changed already"))
    _log(held, request, "unpointed", by)
    held.delete()


@transaction.atomic
def correct(*, correction: Correction, by: Member | None) -> Correction:
    """Change the value. Raises CannotCorrect where it is no longer what was said to be wrong, or cannot be so."""
    request, held = _held(correction)
    if held.applied_at:
        raise CannotCorrect(_("This was changed already"))
    spot = _spot(request, held, by)
    if spot.value != held.was:
        raise CannotCorrect(
            _("It was changed meanwhile: it is “%(now)s”. Write down anew what is wrong")
            % {"now": spot.said or _("nothing")}
        )  # fmt: skip
    held.before = _change(spot, _customer(request), held.asked, by)
    held.applied_at, held.member_id = clock.now(), by.pk if by else None
    held.save(update_fields=["before", "applied_at", "member_id"])
    _done(held, request, "corrected", by)
    return held


@transaction.atomic
def uncorrect(*, correction: Correction, by: Member | None) -> Correction:
    """As it was before. Raises CannotCorrect where somebody has changed it since."""
    request, held = _held(correction)
    if not held.applied_at:
        raise CannotCorrect(_("This was not changed"))
    if Correction.objects.filter(request_id=request.pk, field=held.field, identity_id=held.identity_id, key=held.key,
                                 applied_at=None).exists():  # fmt: skip
        raise CannotCorrect(_("Something else is wanted there meanwhile: take that off the list first"))
    spot = _spot(request, held, by)
    since = CannotCorrect(
        _("It was changed since: it is “%(now)s”") % {"now": said(held.field, spot.value) or _("nothing")}
    )
    if spot.value != held.asked:
        raise since
    if not _return(spot, _customer(request), held, by):
        raise since
    held.applied_at = held.before = held.member_id = None
    held.save(update_fields=["before", "applied_at", "member_id"])
    _done(held, request, "uncorrected", by)
    return held


def _change(spot: Spot, customer: Customer, value: Any, by: Member | None) -> dict[str, Any]:
    """By the verb of its field; what is needed to take it back."""
    if spot.owner_id is not None:
        return _describe(spot, spot.owner_id, value, by)
    if spot.identity is not None:
        _respell(spot.identity, value, by)
        return {"status": spot.identity.status}
    _say(spot.field, customer, value, by)
    return {}


def _return(spot: Spot, customer: Customer, held: Correction, by: Member | None) -> bool:
    """False where it was written again since."""
    if spot.owner_id is not None:
        row = Attribute.objects.get(customer_id=spot.owner_id, key=spot.key)
        if row.at.isoformat() != held.before["at"]:
            return False
        return bool(give_back([Was(row.customer_id, row.key, row.at, held.before["row"])]))
    if spot.identity is not None:
        _respell(spot.identity, held.was, by, status=held.before["status"])
    else:
        _say(spot.field, customer, held.was or "", by)
    return True


def _describe(spot: Spot, owner_id: UUID, value: Any, by: Member | None) -> dict[str, Any]:
    where: dict[str, Any] = {"customer_id": owner_id, "key": spot.key}
    row = Attribute.objects.filter(**where).first()
    before = {"value": row.value, "plain": row.plain, "origin": row.origin, "at": row.at.isoformat()} if row else None
    owner = Customer.objects.get(pk=owner_id)
    try:
        describe(customer=owner, attributes={spot.key: value}, origin="member", by=by)
    except WrongAttributes as problem:
        raise CannotCorrect(" ".join(problem.fields.values()), "asked") from None
    return {"row": before, "at": Attribute.objects.get(**where).at.isoformat()}


def _respell(identity: Identity, value: str, by: Member | None, status: str = Status.STATED) -> None:
    try:
        respell(identity=identity, value=value, status=status, member_id=by.pk if by else None)
    except CannotRespell as problem:
        raise CannotCorrect({
            "taken": _("Another customer has this contact, or they have it already: look for it among the customers"),
            "changed": _("It was changed meanwhile. Write down anew what is wrong"),
            "quarantined": _("Too many customers have this contact: let it out of quarantine first"),
        }.get(str(problem), _("This cannot be a contact")), "asked") from None  # fmt: skip


def _say(field: str, customer: Customer, text: str, by: Member | None) -> None:
    member_id = by.pk if by else None
    if field == Field.NAME:
        call(customer=customer, name=text, member_id=member_id)
    else:
        converse(customer=customer, language=text, member_id=member_id)


def _open(key: UUID) -> Request:
    request = Request.objects.select_for_update(of=("self",)).get(pk=key)
    if request.kind != Kind.RECTIFICATION or not request.is_open:
        raise CannotCorrect(_("This cannot be done now"))
    return request


def _held(correction: Correction) -> tuple[Request, Correction]:
    """The request first, as all who write about it do."""
    request = _open(correction.request_id)
    held = Correction.objects.select_for_update(of=("self",)).filter(pk=correction.pk).first()
    if held is None:
        raise CannotCorrect(_("This is no longer on the list"))
    return request, held


def _spot(request: Request, held: Correction, by: Member | None) -> Spot:
    """The value as it stands, with those who could change it kept out."""
    # `respell` holds the customers itself: after the pairs that wait, as all who decide about those
    person = hold_family(request.customer_id) if held.field != Field.IDENTITY else None
    if held.field == Field.ATTRIBUTE and person is not None:
        list(Attribute.objects.select_for_update(of=("self",)).filter(customer_id__in=person.customer_ids,
                                                                      key=held.key))  # fmt: skip
    found = spots(_customer(request), by).get(held.code)
    if found is None:
        raise CannotCorrect(_("There is no such value any more"))
    return found


def _customer(request: Request) -> Customer:
    found = survivor(request.customer_id)
    if found is None or found.erased_at:
        raise CannotCorrect(_("This cannot be done now"))
    return found


def _log(held: Correction, request: Request, verb: str, by: Member | None) -> None:
    detail = {"correction": str(held.pk), "field": held.field, "key": held.key}
    write(request, verb, detail, member_id=by.pk if by else None)


def _done(held: Correction, request: Request, verb: str, by: Member | None) -> None:
    """In both logs; the audit’s says which field, never what stands there."""
    _log(held, request, verb, by)
    what = {"number": request.number, "what": held.key or held.field}
    record(f"rights.{verb}", kind="rights_request", object_id=request.pk, detail=what)
