"""Entering a workspace: the policies of the database let through its rows and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from nitka.kit import context


@contextmanager
def in_workspace(workspace_id: UUID) -> Iterator[None]:
    """Run a block in a transaction that sees the rows of one workspace only.

    Nested in the same workspace it costs a savepoint; in another, the outer one is restored behind it.
    """
    outer = context.workspace_id.get()
    nested = connection.in_atomic_block
    token = context.workspace_id.set(workspace_id)
    try:
        with transaction.atomic(savepoint=nested):
            set_workspace(workspace_id)
            yield
            if nested and outer != workspace_id and not connection.needs_rollback:  # a rollback restores it
                set_workspace(outer)
    finally:
        context.workspace_id.reset(token)


def set_workspace(workspace_id: UUID | None) -> None:
    """Tell the database whose rows this transaction sees; None: nobody's."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('nitka.workspace', %s, true)", [str(workspace_id or "")])
