"""Erase a person: ordered with a time to call it off, then step by step, each in its own transaction, twice over.

A process that dies goes on where it was: a step done again changes nothing. Who writes meanwhile is somebody new, as
the contacts are blank from the first transaction on; what had been begun by then is caught by the second round.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.customers.actions import family, hold_family
from nitka.customers.events import CustomersChanged
from nitka.kit import blobs, clock, events, slots
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.personal import Person, Step, needed, parts
from nitka.kit.secrets import seal, unseal
from nitka.rights.actions.register import close, write
from nitka.rights.models import Erasure, Kind, Request, State
from nitka.rights.queries import habits

ROUNDS = 2
PAUSE = timedelta(seconds=60)  # between rounds: longer than a batch that was under way may take

log = structlog.get_logger(__name__)


class Busy(ValueError):
    """It is no open request for erasure, or one is under way."""


def count(customer_id: UUID) -> dict[str, int]:
    """What there is of a person, in numbers."""
    person = family(customer_id)
    found: dict[str, int] = {}
    if person is None:
        return found
    for part in parts():
        for name, n in part.count(person).items():
            found[name] = found.get(name, 0) + n
    return found


@transaction.atomic
def order_erasure(*, request: Request, by: Member | None, at_once: bool = False) -> Erasure:
    """Have it done once the hours have passed in which it can be called off."""
    held_request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    open_ones = Erasure.objects.filter(request_id=request.pk, stage__in=("waiting", "going"))
    if held_request.kind != Kind.ERASURE or not held_request.is_open or open_ones.exists():
        raise Busy
    start = clock.now() + timedelta(hours=0 if at_once else habits().grace_hours)
    made = Erasure.objects.create(request_id=request.pk, next_at=start, counts=count(request.customer_id))
    write(held_request, "ordered", {"from": start.isoformat()}, member_id=by.pk if by else None)
    record("rights.ordered", kind="rights_request", object_id=request.pk, detail={"number": request.number})
    return made


@transaction.atomic
def call_off(*, erasure: Erasure, by: Member | None) -> bool:
    """Let it be; False once it has begun."""
    row = Erasure.objects.select_for_update(of=("self",)).select_related("request").get(pk=erasure.pk)
    if row.stage != Erasure.Stage.WAITING:
        return False
    row.stage, row.ended_at = Erasure.Stage.CANCELLED, clock.now()
    row.save(update_fields=["stage", "ended_at"])
    write(row.request, "called_off", {}, member_id=by.pk if by else None)
    record("rights.called_off", kind="rights_request", object_id=row.request_id,
           detail={"number": row.request.number})  # fmt: skip
    return True


def go_on(workspace_id: UUID, key: UUID) -> bool:
    """One step of an erasure that is due; False when there was nothing to do."""
    with in_workspace(workspace_id):
        row = _taken(key)
        if row is None:
            return False
        person = _begin(row) if row.stage == Erasure.Stage.WAITING else _person(row)
        steps = _steps()
        if row.done < len(steps):
            steps[row.done](person)
            row.done += 1
        elif row.round + 1 < ROUNDS:
            row.round, row.done, row.next_at = row.round + 1, 0, clock.now() + PAUSE
            row.hashes = sorted({*row.hashes, *_hashes(person)})
        elif blobs.may_go():
            blobs.drop(require_workspace(), set(row.hashes) - needed(row.hashes))  # the bytes that were theirs alone
            _end(row)
        else:
            row.next_at = clock.now() + PAUSE  # a backup is being made
        row.tries = 0
        row.save()
    return True


def _taken(key: UUID) -> Erasure | None:
    due = Erasure.objects.select_for_update(of=("self",), skip_locked=True).select_related("request")
    return due.filter(pk=key, stage__in=("waiting", "going"), next_at__lte=clock.now()).first()


def _begin(row: Erasure) -> Person:
    """Their customers are locked, so nobody writes to them; all that is needed later is written down with the first
    step, which blanks the contacts."""
    person = hold_family(row.request.customer_id) or Person((row.request.customer_id,), ())
    row.person = {
        "customers": [str(one) for one in person.customer_ids], "identities": [str(one) for one in person.identity_ids]
    }  # fmt: skip
    row.sealed = seal(json.dumps(person.values), str(row.pk))
    for end in slots.fillers("rights.begins"):
        end(person)
    row.hashes, row.stage = sorted(_hashes(person)), Erasure.Stage.GOING
    write(row.request, "begun", {})
    events.publish(CustomersChanged(list(person.customer_ids)))
    return person


def _person(row: Erasure) -> Person:
    ids: Mapping[str, list[str]] = row.person or {}
    values = json.loads(unseal(row.sealed, str(row.pk))) if row.sealed else []
    return Person(
        tuple(UUID(one) for one in ids["customers"]), tuple(UUID(one) for one in ids["identities"]),
        tuple((kind, value) for kind, value in values),
    )  # fmt: skip


def _steps() -> list[Step]:
    return [step for part in parts() for step in part.steps]


def _hashes(person: Person) -> set[str]:
    return {one for part in parts() for one in part.hashes(person)}


def _end(row: Erasure) -> None:
    row.stage, row.ended_at = Erasure.Stage.DONE, clock.now()
    row.sealed, row.hashes = None, []
    until = clock.now() + timedelta(days=habits().backup_days)
    close(request=row.request, state=State.DONE, by=None, detail={"counts": row.counts, "backups": until.isoformat()})
    for other in Request.objects.filter(customer_id__in=(row.person or {}).get("customers", []), state=State.OPEN):
        close(request=other, state=State.DONE, by=None, detail={"with": row.request.number})
    log.info("rights.erased", request=str(row.request_id))


