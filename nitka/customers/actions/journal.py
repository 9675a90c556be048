"""Writes to the journal of links, and what is projected from it: whose an identity is, what a customer is called."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.customers.actions.holding import hold_apart
from nitka.customers.actions.labels import carry
from nitka.customers.actions.owners import project_owners
from nitka.customers.actions.tell import tell_of
from nitka.customers.events import CustomersMerged
from nitka.customers.models import Customer, Evidence, Link, Merge, Value
from nitka.customers.survivors import COLUMNS, Said, choose
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, insert, instance, update
from nitka.kit.ids import uuid7
from nitka.kit.text import dump


def row(model: Any, **columns: Any) -> Any:
    """A new row of a workspace, cheaply."""
    return instance(model, {"id": uuid7(), "workspace_id": require_workspace(), **columns}.items(), stored=False)


def link(identity_id: UUID, customer_id: UUID, rule: str, merge: Merge | None = None, by: UUID | None = None) -> Link:
    """A line: from now on this identity is that customer's."""
    merge_id, member_id = (merge.pk, merge.member_id) if merge else (None, None)
    made: Link = row(
        Link, identity_id=identity_id, customer_id=customer_id, rule=rule, by_id=by, merge_id=merge_id,
        member_id=member_id, at=clock.now(),
    )  # fmt: skip
    return made


def evidence(
    identity_id: UUID, status: str, how: str, *, source_id: UUID | None = None, member_id: UUID | None = None
) -> Evidence:
    """How we know."""
    made: Evidence = row(
        Evidence,
        identity_id=identity_id,
        status=status,
        how=how,
        member_id=member_id,
        source_id=source_id,
        at=clock.now(),
    )
    return made


def value(identity_id: UUID, field: str, text: str, status: str, how: str, member_id: UUID | None = None) -> Value:
    """What was said of a customer by one of their identities."""
    made: Value = row(
        Value,
        identity_id=identity_id,
        field=field,
        text=text,
        status=status,
        how=how,
        member_id=member_id,
        at=clock.now(),
    )
    return made


def tie(owners: Mapping[UUID, UUID], rule: str, merge: Merge | None = None) -> None:
    """Identities to the customers they are now, with a line each."""
    if owners:
        own(owners)
        insert([link(identity, customer, rule, merge) for identity, customer in owners.items()])


def write(merges: Sequence[Merge]) -> None:
    """Merges of locked customers, in their order, with all that follows from them. A fixed number of statements."""
    if not merges:
        return
    insert(merges)
    _tie_merged(merges)
    into = {merge.source_id: merge.into_id for merge in merges}
    _alias(into)
    roots = {one: _root(into, one) for one in into}
    _move_apart(roots)
    carry(roots)
    project(set(roots.values()))
    project_owners(set(roots.values()))
    tell_of(set(roots.values()))
    events.publish(CustomersMerged([m.pk for m in merges], [m.into_id for m in merges], [m.source_id for m in merges]))


def _tie_merged(merges: Sequence[Merge]) -> None:
    """A line for each identity at each merge that took it along."""
    touched = {one for merge in merges for one in (merge.into_id, merge.source_id)}
    of: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, customer_id from customers_identity where customer_id = any(%s::uuid[])", [array(touched)]
        )
        for identity, customer in cursor.fetchall():
            of[customer].append(identity)
    lines, owners = [], {}
    for merge in merges:
        moved = of.pop(merge.source_id, [])
        for identity in moved:
            lines.append(link(identity, merge.into_id, "merge", merge))
            owners[identity] = merge.into_id
        of[merge.into_id] += moved
    own(owners)
    insert(lines)


def own(owners: Mapping[UUID, UUID]) -> None:
    """Project whose identities are."""
    if not owners:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update customers_identity i set customer_id = k.customer from json_to_recordset(%s)"
            " as k (identity uuid, customer uuid) where i.workspace_id = %s and i.id = k.identity",
            [dump([{"identity": one, "customer": now} for one, now in owners.items()]), require_workspace()],
        )


def _alias(into: Mapping[UUID, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update customers_customer c set merged_into_id = k.into_id from json_to_recordset(%s)"
            " as k (source uuid, into_id uuid) where c.workspace_id = %s and c.id = k.source",
            [dump([{"source": one, "into_id": now} for one, now in into.items()]), require_workspace()],
        )


def _move_apart(roots: Mapping[UUID, UUID]) -> None:
    """Who must stay apart from one of these must stay apart from whoever they are now."""
    hold_apart(roots)
    pairs = dump([{"was": one, "now": now} for one, now in roots.items()])
    with connection.cursor() as cursor:
        for side in ("one_now_id", "other_now_id"):
            cursor.execute(
                f"update customers_apart a set {side} = k.now from json_to_recordset(%s) as k (was uuid, now uuid)"  # noqa: S608
                f" where a.workspace_id = %s and a.{side} = k.was",
                [pairs, require_workspace()],
            )


def _root(into: Mapping[UUID, UUID], one: UUID) -> UUID:
    while one in into:
        one = into[one]
    return one


def said(customers: Collection[UUID]) -> dict[UUID, dict[str, list[Said]]]:
    """customer → field → what was said of them, by the identities that are theirs now."""
    found: dict[UUID, dict[str, list[Said]]] = {one: defaultdict(list) for one in customers}
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.customer_id, v.id, v.field, v.text, v.status, v.how, v.at, v.identity_id, v.member_id"
            " from customers_identity i"
            " join customers_value v on v.workspace_id = i.workspace_id and v.identity_id = i.id"
            " where i.customer_id = any(%s::uuid[]) and v.text is not null",
            [array(customers)],
        )
        for customer, *columns in cursor.fetchall():
            one = Said(*columns)
            found[customer][one.field].append(one)
    return found


def project(customers: Collection[UUID]) -> None:
    """Names and languages anew from what was said. Two statements."""
    if not customers:
        return
    rows = []
    for customer, fields in said(customers).items():
        chosen = {field: choose(fields.get(field, ())) for field in COLUMNS}
        texts = {field: one.text[: COLUMNS[field]] if one else "" for field, one in chosen.items()}
        rows.append(instance(Customer, {"id": customer, "workspace_id": require_workspace(), **texts}.items()))
    update(Customer, rows, list(COLUMNS))


def forget(customers: Iterable[UUID]) -> None:
    """Customers that were made and never seen by anybody."""
    if ids := list(customers):
        with connection.cursor() as cursor:
            cursor.execute("delete from customers_customer where id = any(%s::uuid[])", [array(ids)])
