"""What happened to a person's sign-in, written into the log of every workspace they belong to."""

from typing import Any

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Entry, User
from nitka.kit.db.tenancy import in_workspace


def record_for(user: User, verb: str, **detail: Any) -> None:
    """A line about a person who is outside any workspace: one in each of theirs."""
    for entry in Entry.objects.filter(kind="user", key=str(user.pk)).order_by("pk"):
        with in_workspace(entry.workspace_id):
            record(verb, kind="member", object_id=entry.object_id, member_id=entry.object_id, detail=detail)
