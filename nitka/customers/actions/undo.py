"""Two of one again: the journal is played without some merges, all of them at once."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from nitka.customers.actions.holding import above, hold_apart, hold_chain
from nitka.customers.actions.journal import link, own, project, row
from nitka.customers.actions.labels import carry
from nitka.customers.actions.owners import project_owners
from nitka.customers.actions.tell import tell_of
from nitka.customers.events import CustomersMerged
from nitka.customers.models import Apart, Customer, Identity, Link, Merge
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, insert
from nitka.kit.text import dump


def undo(*, merge: Merge, member_id: UUID | None = None) -> None:
    """Make two of one again; undone before: nothing happens.

    Later merges stay: who was merged into `source` goes back with it. From now on the two are apart: no rule may merge
    them again, a person may.
    """
    undo_all(merges=[merge], member_id=member_id)


@transaction.atomic
def undo_all(*, merges: Sequence[Merge], member_id: UUID | None = None) -> list[Merge]:
    """Undo several merges, as if one after another; answers those that were in force until now, the latest first.

    A fixed number of statements, whatever their number.
    """
    if not merges:
        return []
    hold_chain({key for merge in merges for key in (merge.into_id, merge.source_id)})
    held = Merge.objects.select_for_update().filter(pk__in=[merge.pk for merge in merges], undone_at=None)
    done = sorted(held.order_by("pk"), key=lambda one: (one.at, one.pk), reverse=True)
    if not done:
        return []
    sources, tops = {one.source_id for one in done}, _tops({one.into_id for one in done})
    now = clock.now()
    Merge.objects.filter(pk__in=[one.pk for one in done]).update(undone_at=now, undone_by_id=member_id)
    Customer.objects.filter(pk__in=sources).update(merged_into_id=None)
    who = _who(tops | sources)
    _replay({one.source_id: one for one in done}, tops, who)
    _restore_apart(tops, who)
    insert([
        row(Apart, one_id=one.into_id, other_id=one.source_id, one_now_id=who[one.into_id], other_now_id=one.source_id,
            merge_id=one.pk, proposal_id=None, member_id=member_id, at=now, lifted_at=None)
        for one in done
    ])  # fmt: skip
    carry(who)
    project(tops | sources)
    project_owners(tops | sources)
    tell_of(tops | sources)
    into = [who[one.into_id] for one in done]
    events.publish(CustomersMerged([one.pk for one in done], into, [one.source_id for one in done], undone=True))
    return done


def _tops(customers: Collection[UUID]) -> set[UUID]:
    """Who they are at the end of their chains."""
    return {key for key, up in above(customers).items() if up is None}


def _who(roots: Collection[UUID]) -> dict[UUID, UUID]:
    """Everybody who is one of these now → that one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive below (id, root) as (select id, id from unnest(%s::uuid[]) r (id) union"
            " select c.id, below.root from below join customers_customer c on c.merged_into_id = below.id)"
            " select id, root from below",
            [array(roots)],
        )
        return dict(cursor.fetchall())


def _replay(undone: Mapping[UUID, Merge], tops: Collection[UUID], who: Mapping[UUID, UUID]) -> None:
    """Tie the identities of those who were merged to whom the journal now says they are; `undone` by its source."""
    of = dict(Identity.objects.filter(customer_id__in=tops).values_list("pk", "customer_id"))
    lines = {  # merges and their undoing aside, the last line says whose an identity is
        line.identity_id: line
        for line in Link.objects.filter(identity_id__in=list(of), merge_id=None).order_by("at", "id")
    }
    owners = {key: who.get(_base(lines, key) or top, top) for key, top in of.items()}
    moved = {key: owner for key, owner in owners.items() if owner != of[key] and owner in undone}
    own(moved)
    insert([link(key, owner, "undo", undone[owner]) for key, owner in moved.items()])


def _base(lines: dict[UUID, Link], key: UUID) -> UUID | None:
    """Whose an identity is by no merge: what came by another one goes wherever that one goes."""
    line = lines.get(key)
    while line is not None and line.by_id in lines:
        line = lines[line.by_id]
    return line.customer_id if line else None


def _restore_apart(tops: Collection[UUID], who: Mapping[UUID, UUID]) -> None:
    """Who had to stay apart from one of the two stays apart from that one only.

    Only the side that these are on is written: the other one's customers are not held, and may be merged meanwhile.
    """
    hold_apart(tops)
    changed = []
    for one in Apart.objects.filter(Q(one_now_id__in=tops) | Q(other_now_id__in=tops)):
        first, second = who.get(one.one_id), who.get(one.other_id)
        if first not in (None, one.one_now_id) or second not in (None, one.other_now_id):
            changed.append({"id": one.pk, "one": first, "other": second})
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update customers_apart a set one_now_id = coalesce(k.one, a.one_now_id),"
            " other_now_id = coalesce(k.other, a.other_now_id)"
            " from json_to_recordset(%s) as k (id uuid, one uuid, other uuid)"
            " where a.workspace_id = %s and a.id = k.id",
            [dump(changed), require_workspace()],
        )
