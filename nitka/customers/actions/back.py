"""What a program or a file said of customers is taken back: as if it had not come, what was said since excepted."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from nitka.customers.actions.journal import project
from nitka.customers.actions.questions import held
from nitka.customers.actions.undo import undo_all
from nitka.customers.companies import Affiliation
from nitka.customers.events import CustomersChanged
from nitka.customers.known import Attribute, Note
from nitka.customers.labels import Labelling
from nitka.customers.models import (
    Apart,
    Consent,
    Customer,
    Evidence,
    Identity,
    Merge,
    Proposal,
    Sighting,
    Status,
)
from nitka.customers.owners import Ownership
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked, update
from nitka.kit.text import dump

_RANK = {Status.GUESSED: 0, Status.STATED: 1, Status.VERIFIED: 2}
_RESTORE = """
update customers_attribute a set value = g.before -> 'value', plain = g.before ->> 'plain',
  origin = g.before ->> 'origin', at = (g.before ->> 'at')::timestamptz
from json_to_recordset(%(rows)s) as g (customer_id uuid, key varchar, at timestamptz, before jsonb)
where a.workspace_id = %(workspace)s and a.customer_id = g.customer_id and a.key = g.key and a.at = g.at
  and g.before is not null
"""
_REMOVE = """
delete from customers_attribute a
using json_to_recordset(%(rows)s) as g (customer_id uuid, key varchar, at timestamptz, before jsonb)
where a.workspace_id = %(workspace)s and a.customer_id = g.customer_id and a.key = g.key and a.at = g.at
  and g.before is null
"""

_FORGET = """
delete from {table} where workspace_id = %s and customer_id = any(%s::uuid[]) and at = %s and origin = 'import'
returning customer_id
"""


@dataclass(frozen=True, slots=True)
class Was:
    """An attribute before `at` wrote over it; None: there was none."""

    customer_id: UUID
    key: str
    at: datetime
    before: dict[str, Any] | None


def give_back(rows: Sequence[Was]) -> int:
    """Attributes as they were; one that was written again since stays. How many came back. Two statements."""
    if not rows:
        return 0
    plain = [{"customer_id": r.customer_id, "key": r.key, "at": r.at, "before": r.before} for r in rows]
    given: dict[str, Any] = {"rows": dump(plain), "workspace": require_workspace()}
    changed = 0
    with connection.cursor() as cursor:
        for statement in (_RESTORE, _REMOVE):
            cursor.execute(statement, given)
            changed += cursor.rowcount
    events.publish(CustomersChanged(sorted({row.customer_id for row in rows})))
    return changed


def forget_words(customer_ids: Collection[UUID], *, at: datetime) -> int:
    """Attributes that were said from outside at exactly that time go, those that wait for a purpose too."""
    gone: set[UUID] = set()
    for table in ("customers_attribute", "customers_unknown_value"):
        values = [require_workspace(), array(customer_ids), at]
        gone |= {key for (key,) in asked(_FORGET.format(table=table), values)}
    if gone:
        events.publish(CustomersChanged(sorted(gone)))
    return len(gone)


def part(merge_ids: Collection[UUID], *, member_id: UUID | None = None) -> int:
    """Undo merges, the newest first; that the two are different people nobody has said. How many were undone."""
    done = undo_all(merges=list(Merge.objects.filter(pk__in=merge_ids)), member_id=member_id)
    Apart.objects.filter(merge_id__in=[merge.pk for merge in done]).update(lifted_at=clock.now())
    return len(done)


@transaction.atomic
def unmake(*, identities: Collection[UUID], source_id: UUID, used: Collection[UUID], since: datetime) -> set[UUID]:
    """Take back what a source (evidence bears its id) said of some identities; returns the customers that are gone.

    An identity that only it knows goes, and a customer with none; what is `used`, or has a note, a consent, a company,
    an attribute, a label or an owner, stays. Of one that was known before, the proof and the name are taken back.
    """
    rows = {one.pk: one for one in Identity.objects.filter(pk__in=identities)}
    _hold({row.customer_id for row in rows.values()})
    told: dict[UUID, list[Evidence]] = {key: [] for key in rows}
    for line in Evidence.objects.filter(identity_id__in=rows):
        told[line.identity_id].append(line)
    ours = {key for key, lines in told.items() if lines and all(line.source_id == source_id for line in lines)}
    gone = ours - set(used) - _needed(rows, ours)
    _remove(gone, source_id)
    customers = {row.customer_id for row in rows.values()}
    _unsay([row for key, row in rows.items() if key not in ours], told, source_id, since)
    empty = _empty(customers)
    project(customers - empty)
    events.publish(CustomersChanged(sorted(customers)))
    return empty


def _hold(customers: Collection[UUID]) -> None:
    list(Customer.objects.select_for_update().filter(pk__in=customers).order_by("id").values_list("pk"))


def _needed(rows: dict[UUID, Identity], ours: Collection[UUID]) -> set[UUID]:
    """Those that something beside the import hangs on: by their own, or by their customer."""
    by_customer = {rows[key].customer_id for key in ours}
    kept = set(Note.objects.filter(customer_id__in=by_customer).values_list("customer_id", flat=True))
    kept |= set(Attribute.objects.filter(customer_id__in=by_customer).values_list("customer_id", flat=True))
    kept |= set(Labelling.objects.filter(now_id__in=by_customer).values_list("now_id", flat=True))
    kept |= set(Ownership.objects.filter(customer_id__in=by_customer).values_list("customer_id", flat=True))
    found = {key for key in ours if rows[key].customer_id in kept}
    others = set(
        Identity.objects.filter(customer_id__in=kept).exclude(pk__in=ours).values_list("customer_id", flat=True)
    )
    found = {key for key in found if rows[key].customer_id not in others}  # another contact of theirs stays anyway
    for rows_of in (Consent.objects, Affiliation.objects):
        found |= set(rows_of.filter(identity_id__in=ours).values_list("identity_id", flat=True))
    return found


def _remove(gone: Collection[UUID], source_id: UUID) -> set[UUID]:
    """Identities with all that is said of them; one that something else still names stays."""

    def remove(keys: Collection[UUID]) -> set[UUID]:
        _forget_questions(keys)
        Sighting.objects.filter(identity_id__in=keys).delete()
        Sighting.objects.filter(other_id__in=keys).delete()
        return _asked("select nitka_unmake_identities(%s::uuid[], %s)", [array(keys), source_id])

    return _as_many_as_can_be(remove, gone)


def _forget_questions(keys: Collection[UUID]) -> None:
    """About these; by each side along its own index."""
    waiting = Proposal.objects.filter(decision="")
    either = [waiting.filter(**{f"{side}__in": keys}).values("pk") for side in ("identity_id", "claimant_id")]
    found = held(waiting.filter(pk__in=either[0].union(either[1])))
    waiting.filter(pk__in=[one.pk for one in found]).delete()


def _empty(customers: Collection[UUID]) -> set[UUID]:
    """Customers whom nothing is left of are deleted."""

    def remove(keys: Collection[UUID]) -> set[UUID]:
        return _asked("select nitka_unmake_customers(%s::uuid[])", [array(keys)])

    return _as_many_as_can_be(remove, customers)


def _as_many_as_can_be(remove: Callable[[Collection[UUID]], set[UUID]], keys: Collection[UUID]) -> set[UUID]:
    """All at once; where something that we do not know of still names one of them, one by one."""
    if not keys:
        return set()
    try:
        with transaction.atomic():
            return remove(keys)
    except IntegrityError:
        if len(keys) == 1:
            return set()
        return {gone for key in keys for gone in _as_many_as_can_be(remove, [key])}


def _unsay(rows: Sequence[Identity], told: dict[UUID, list[Evidence]], source_id: UUID, since: datetime) -> None:
    """The proof and the names that the source gave to identities others know too."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("select nitka_unsay(%s::uuid[], %s, %s)", [array(row.pk for row in rows), source_id, since])
    lowered = []
    for row in rows:
        others = [_RANK[Status(line.status)] for line in told[row.pk] if line.source_id != source_id]
        best = max(others, default=_RANK[Status(row.status)])
        if best < _RANK[Status(row.status)]:
            row.status = next(status for status, rank in _RANK.items() if rank == best)
            lowered.append(row)
    update(Identity, lowered, ["status"])


def _asked(statement: str, given: list[Any]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return {key for (key,) in cursor.fetchall()}
