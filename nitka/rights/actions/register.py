"""Keep the register: a request comes, somebody takes it, it ends. Each is a line of its log and of the audit's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.customers.actions import lift_restriction, restrict
from nitka.customers.models import Customer
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.rights.models import Entry, Habits, Law, Request, State
from nitka.rights.queries import deadline, habits

LONGEST = 4_000


@transaction.atomic
def receive(
    *, customer: Customer, kind: str, way: str, words: str = "", received_at: datetime | None = None,
    member: Member | None = None,
) -> Request:  # fmt: skip
    """A person asked for something. `member` answers for it from now on."""
    now = clock.now()
    received = min(received_at or now, now)
    law = habits().law
    with connection.cursor() as cursor:  # numbers have no gaps, so that the register can be read as one
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('rights' || %s, 0))", [str(require_workspace())])
    last = Request.objects.aggregate(n=Max("number"))["n"] or 0
    made = Request.objects.create(
        number=last + 1, kind=kind, customer_id=customer.pk, law=law, way=way, received_at=received,
        member_id=member.pk if member else None, words=words.strip()[:LONGEST] or None,
        due_at=deadline(kind, received, law),
    )  # fmt: skip
    write(made, "received", {"way": way}, member_id=member.pk if member else None)
    record("rights.received", kind="rights_request", object_id=made.pk, detail=_said(made))
    return made


@transaction.atomic
def take(*, request: Request, member: Member) -> None:
    """Somebody answers for it from now on."""
    Request.objects.filter(pk=request.pk).update(member_id=member.pk)
    write(request, "taken", {}, member_id=member.pk)


@transaction.atomic
def note(*, request: Request, text: str, by: Member | None) -> None:
    """Write down what was done in the world outside: a letter was sent, a passport was shown. The log says that it was
    written, the words lie where erasure blanks them."""
    said = text.replace("\x00", "").strip()
    if not said:
        return
    held = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    held.words = f"{held.words}\n\n{said}"[-LONGEST:] if held.words else said[:LONGEST]
    held.save(update_fields=["words"])
    write(held, "noted", {}, member_id=by.pk if by else None)


@transaction.atomic
def close(*, request: Request, state: str, by: Member | None, detail: dict[str, Any] | None = None) -> bool:
    """It is done, refused or withdrawn; False when it had ended before."""
    held = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not held.is_open or state == State.OPEN:
        return False
    held.state, held.closed_at = state, clock.now()
    held.save(update_fields=["state", "closed_at"])
    held.corrections.update(was=None, asked=None, before=None)  # who and when stays
    write(held, state, detail or {}, member_id=by.pk if by else None)
    member_id = by.pk if by else None
    record(f"rights.{state}", kind="rights_request", object_id=held.pk, detail=_said(held), member_id=member_id)
    return True


@transaction.atomic
def stop(*, request: Request, by: Member | None) -> None:
    """Nothing is done with their data from now on."""
    if restrict(customer_id=request.customer_id):
        _stopped(request, "restricted", by)


@transaction.atomic
def go_on_again(*, request: Request, by: Member | None) -> None:
    """And it is as before."""
    if lift_restriction(customer_id=request.customer_id):
        _stopped(request, "lifted", by)


def _stopped(request: Request, verb: str, by: Member | None) -> None:
    write(request, verb, {}, member_id=by.pk if by else None)
    record(f"rights.{verb}", kind="rights_request", object_id=request.pk, detail=_said(request))


@transaction.atomic
def set_habits(*, law: str, grace_hours: int, backup_days: int, raw_days: int = 0) -> Habits:
    """Which law rules, how long an erasure can be called off, how long backups are kept, and raw letters (0: always).
    Deadlines told before stay."""
    if law not in Law.values:
        raise ValueError(law)
    given = {"law": law, "grace_hours": grace_hours, "backup_days": backup_days, "raw_days": raw_days}
    made, _ = Habits.objects.update_or_create(pk=require_workspace(), defaults=given)
    record("rights.habits", kind="workspace", object_id=made.pk, detail={"law": law})
    return made


def write(request: Request, verb: str, detail: dict[str, Any], member_id: UUID | None = None) -> None:
    """A line of its log."""
    Entry.objects.create(request_id=request.pk, member_id=member_id, verb=verb, detail=detail)


def _said(request: Request) -> dict[str, Any]:
    return {"number": request.number, "kind": request.kind}
