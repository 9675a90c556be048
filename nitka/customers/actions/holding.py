"""Customers held before anything is decided of them: in sorted order, as everybody holds them."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.models import Customer
from nitka.customers.queries import customers_of
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.db.prepared import cursor as prepared


def locked(ids: Collection[UUID], *, shared: bool = False) -> list[Customer]:
    """These, held; `shared`: rows that name them may be written meanwhile."""
    return list(Customer.objects.select_for_update(no_key=shared).filter(pk__in=set(ids)).order_by("id"))


def hold_chain(ids: Collection[UUID]) -> None:
    """Lock customers and all they were merged into."""
    hold(lambda: set(above(ids)))


def hold_of(identities: Collection[UUID]) -> list[UUID]:
    """The customers of identities, held: nobody makes them one or two before this transaction ends."""
    return sorted(hold(lambda: set(customers_of(identities)), shared=True))


def hold(who: Callable[[], set[UUID]], *, shared: bool = False) -> set[UUID]:
    """Lock those whom `who` tells; they are who it tells while they are locked, too.

    Where others came meanwhile the locks are let go first, so that two who hold cannot wait for each other.
    """
    while True:
        named = who()
        point = transaction.savepoint()
        _lock(named, shared)
        if who() == named:
            transaction.savepoint_commit(point)
            return named
        transaction.savepoint_rollback(point)


def _lock(ids: Collection[UUID], shared: bool) -> None:
    """`locked` for who needs no rows: a batch holds hundreds."""
    strength = "no key update" if shared else "update"
    with prepared() as cursor:
        cursor.execute(
            "select id from customers_customer where workspace_id = %s and id = any(%s::uuid[])"  # noqa: S608 (ours)
            f" order by id for {strength}",
            [require_workspace(), array(ids)],
        )


def hold_apart(ids: Collection[UUID]) -> None:
    """Write alone the rows that keep others apart from these customers, who are all held: such a row lies between two,
    and whoever holds the other one may write it, too. Where there is none nobody waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%(key)s, 0)) where exists (select from customers_apart"
            " where workspace_id = %(workspace)s and (one_now_id = any(%(ids)s::uuid[])"
            " or other_now_id = any(%(ids)s::uuid[])))",
            {"key": f"apart:{require_workspace()}", "workspace": require_workspace(), "ids": array(ids)},
        )


def above(ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """These and all they were merged into → into whom."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive up (id, above) as ("
            " select id, merged_into_id from customers_customer where id = any(%s::uuid[]) union"
            " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above)"
            " select id, above from up",
            [array(ids)],
        )
        return dict(cursor.fetchall())
