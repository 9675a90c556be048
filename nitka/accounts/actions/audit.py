"""Write down what matters for security."""

from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from nitka.accounts.models import AuditEntry
from nitka.kit import context

log = structlog.get_logger(__name__)


def record(
    verb: str,
    *,
    kind: str = "",
    object_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
    member_id: UUID | None = None,
) -> None:
    """A line of the log, in the transaction of what it tells: `record("team.created", kind="team", object_id=…)`.

    Who and from where are those of the request at work unless told. `detail` holds ids and words, no personal data.
    The log of a process says it once it is committed, for who collects that elsewhere (`NITKA_LOG_TO`): who and what,
    no address. A command on a terminal has an answer of its own to write.
    """
    ip, agent = context.client.get()
    who = member_id or context.member_id.get()
    if structlog.is_configured():
        told = {"verb": verb, "kind": kind, "object": str(object_id or ""), "member": str(who or "")}
        transaction.on_commit(partial(log.info, "audit", **told))
    AuditEntry.objects.create(
        member_id=who, verb=verb, kind=kind, object_id=object_id,
        detail=detail or {}, ip=ip or None, user_agent=agent[:300],
    )  # fmt: skip
