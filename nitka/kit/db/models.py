"""The row of a workspace and the key that stays inside it."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from nitka.kit import context
from nitka.kit.ids import uuid7


class WorkspaceModel(models.Model):
    """A domain row: a version 7 key and the workspace it belongs to, which the running context supplies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace_id = models.UUIDField(default=context.require_workspace, editable=False)

    class Meta:
        abstract = True


class Claimed(models.Manager):  # type: ignore[type-arg]  # generic in the stubs only
    """Of a table that the worker claims from across workspaces (`shared.CLAIMED`): no index serves two policies, so
    within a workspace its rows are asked for by name."""

    def get_queryset(self) -> "models.QuerySet[Any]":
        """Those of the workspace at work; outside of one, all that the role sees."""
        rows, current = super().get_queryset(), context.workspace_id.get()
        return rows if current is None else rows.filter(workspace_id=current)


class WorkspaceKey(models.ForeignObject):  # type: ignore[type-arg]  # generic in the stubs only
    """A reference by (workspace_id, id), as checks of foreign keys ignore policies.

    It makes the column `<name>_id` itself, which a model names for the type checker (`owner_id: UUID | None`); the
    constraint comes from `operations.Isolate`.
    """

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, *, null: bool = False, **options: Any) -> None:
        self.column_field = models.UUIDField(null=null, blank=null, editable=False)  # made first: it sorts before us
        self.is_nullable = null
        options.pop("from_fields", None)
        options.pop("to_fields", None)
        super().__init__(
            to, on_delete, from_fields=["workspace_id", "self"], to_fields=["workspace_id", "id"], null=null, **options
        )

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **options: Any
    ) -> None:
        self.from_fields = ["workspace_id", f"{name}_id"]
        if not any(field.name == f"{name}_id" for field in cls._meta.local_fields):
            cls.add_to_class(f"{name}_id", self.column_field)
        super().contribute_to_class(cls, name, private_only=private_only, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("from_fields", None)
        kwargs.pop("to_fields", None)
        kwargs["on_delete"] = models.DO_NOTHING
        return name, path, args, kwargs
