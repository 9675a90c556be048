"""What happened to a person's sign-in, written into the log of every workspace they belong to."""

from typing import Any

import structlog
from django.core.cache import cache

from nitka.accounts.actions.audit import record
from nitka.accounts.evenly import evenly
from nitka.accounts.models import Entry, User
from nitka.kit import context
from nitka.kit.db.tenancy import in_workspace

log = structlog.get_logger(__name__)
PAUSE = 300  # seconds that are waited when the tries have run out


def tries_ran_out(user: User | None) -> None:
    """Somebody guesses, and waits now: a line for each pause, of whom we know in the audit log too.

    The log names ids only; from where it came stands in the audit log, and in the proxy's by the request's id.
    """
    who = str(user.pk) if user else ""
    with evenly():
        if cache.add(f"accounts.tries_ran_out:{who or context.client.get()[0]}", True, PAUSE):
            log.warning("accounts.tries_ran_out", user=who)
            if user is not None:
                record_for(user, "sign_in.paused")


def record_for(user: User, verb: str, **detail: Any) -> None:
    """A line about a person who is outside any workspace: one in each of theirs."""
    for entry in Entry.objects.filter(kind="user", key=str(user.pk)).order_by("pk"):
        with in_workspace(entry.workspace_id):
            record(verb, kind="member", object_id=entry.object_id, member_id=entry.object_id, detail=detail)
