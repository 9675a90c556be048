"""Entering a workspace: the policies of the database let through its rows and no others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from nitka.kit import context
from nitka.kit.db.ahead import Soon, ask, together

Made = TypeVar("Made")
_SET = "select set_config('nitka.workspace', %s, true)"


@contextmanager
def in_workspace(workspace_id: UUID) -> Iterator[None]:
    """Run a block in a transaction that sees the rows of one workspace only.

    Nested in the same workspace it costs a savepoint; in another, the outer one is restored behind it.
    """
    with _entered(workspace_id, lambda: set_workspace(workspace_id)):
        yield


@contextmanager
def in_workspace_with(workspace_id: UUID, first: Callable[[], Soon[Made]]) -> Iterator[Made]:
    """`in_workspace`, with the answer to what is asked first there: the database is waited for once for both."""

    def enter() -> Made:
        with together():
            ask(_SET, [str(workspace_id)], list)
            asked = first()
        return asked.get()

    with _entered(workspace_id, enter) as found:
        yield found


@contextmanager
def _entered(workspace_id: UUID, enter: Callable[[], Made]) -> Iterator[Made]:
    outer = context.workspace_id.get()
    nested = connection.in_atomic_block
    token = context.workspace_id.set(workspace_id)
    try:
        with transaction.atomic(savepoint=nested):
            yield enter()
            if nested and outer != workspace_id and not connection.needs_rollback:  # a rollback restores it
                set_workspace(outer)
    finally:
        context.workspace_id.reset(token)


def set_workspace(workspace_id: UUID | None) -> None:
    """Tell the database whose rows this transaction sees; None: nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(workspace_id or "")])
