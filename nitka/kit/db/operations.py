"""Migration operations that put a table under the isolation of workspaces (DESIGN.md, rule 2)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from nitka.kit.db.models import WorkspaceKey

POLICY = "workspace_id = nullif(current_setting('nitka.workspace', true), '')::uuid"
OUTSIDE = "nullif(current_setting('nitka.workspace', true), '') is null"  # no workspace is entered
ROLES = ("nitka_app", "nitka_worker")


class _Statements(Operation):
    """An operation of plain SQL that changes no state."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of the models' state changes."""

    def statements(self, model: Any) -> list[str]:
        raise NotImplementedError

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)  # type: ignore[attr-defined]
        for statement in self.statements(model):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The table goes with its model."""


class Isolate(_Statements):
    """Key (workspace_id, id), policy, grants and composite foreign keys for a table of workspaces.

    append_only: the app may add and read, never change or delete. queue: outside of a workspace the worker's role
    sees every one's rows. partitioned: the table has been made by SQL with its key; only policy and grants are added.
    """

    def __init__(
        self, model_name: str, *, append_only: bool = False, queue: bool = False, partitioned: bool = False
    ) -> None:
        self.model_name = model_name
        self.append_only = append_only
        self.queue = queue
        self.partitioned = partitioned

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        flags = {name: True for name in ("append_only", "queue", "partitioned") if getattr(self, name)}
        return self.__class__.__name__, [self.model_name], flags

    def describe(self) -> str:
        return f"Isolate {self.model_name} by workspace"

    def statements(self, model: Any) -> list[str]:
        table = model._meta.db_table
        return [
            *([] if self.partitioned else self._key(table)),
            f'alter table "{table}" enable row level security',
            f'create policy workspace on "{table}" for all to {", ".join(ROLES)}'
            f" using ({POLICY}) with check ({POLICY})",
            *(
                [f'create policy queue on "{table}" for all to nitka_worker'
                 f" using ({OUTSIDE}) with check ({OUTSIDE})"]
                if self.queue
                else []
            ),
            f'grant select, insert{"" if self.append_only else ", update, delete"} on "{table}" to {", ".join(ROLES)}',
            *[foreign_key(table, field) for field in model._meta.local_fields if isinstance(field, WorkspaceKey)],
        ]

    @staticmethod
    def _key(table: str) -> list[str]:
        return [
            f'alter table "{table}" drop constraint "{table}_pkey"',
            f'alter table "{table}" add constraint "{table}_pkey" primary key (workspace_id, id)',
        ]


class Tie(_Statements):
    """The composite foreign key of a WorkspaceKey added to a table that is isolated already."""

    def __init__(self, model_name: str, *names: str) -> None:
        self.model_name = model_name
        self.names = names

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model_name, *self.names], {}

    def describe(self) -> str:
        return f"Tie {', '.join(self.names)} of {self.model_name} inside the workspace"

    def statements(self, model: Any) -> list[str]:
        return [foreign_key(model._meta.db_table, model._meta.get_field(name)) for name in self.names]


class Grant(_Statements):
    """Rights on a table without a policy (users, queues, the directory)."""

    def __init__(self, model_name: str, app: str = "", worker: str = "") -> None:
        self.model_name = model_name
        self.app = app
        self.worker = worker

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model_name], {"app": self.app, "worker": self.worker}

    def describe(self) -> str:
        return f"Grant rights on {self.model_name}"

    def statements(self, model: Any) -> list[str]:
        table = model._meta.db_table
        pairs = zip(ROLES, (self.app, self.worker), strict=True)
        return [f'grant {rights} on "{table}" to {role}' for role, rights in pairs if rights]


def foreign_key(table: str, field: models.Field[Any, Any]) -> str:
    """The constraint of a WorkspaceKey, checked at once: a bad item of a batch must fail inside its savepoint."""
    target = field.remote_field.model._meta.db_table  # type: ignore[union-attr]
    return (
        f'alter table "{table}" add constraint "{table}_{field.name}_fk" '
        f'foreign key (workspace_id, {field.name}_id) references "{target}" (workspace_id, id)'
    )
