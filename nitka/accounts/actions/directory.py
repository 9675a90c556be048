"""The directory's lines: from a key outside to its workspace."""

from uuid import UUID

from nitka.accounts.models import Entry


def register(*, kind: str, key: str, workspace_id: UUID, object_id: UUID) -> None:
    """Write a line of the directory; the same line again changes nothing."""
    Entry.objects.bulk_create(
        [Entry(kind=kind, key=key, workspace_id=workspace_id, object_id=object_id)], ignore_conflicts=True
    )


def unregister(*, kind: str, key: str, object_id: UUID) -> None:
    """Take a line out of the directory."""
    Entry.objects.filter(kind=kind, key=key, object_id=object_id).delete()
