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
    The program's log says it once it is committed, for who collects that elsewhere (`NITKA_LOG_TO`): who and what, no
    address.
    """
    ip, agent = context.client.get()
    who = str(member_id or context.member_id.get() or "")
    told = partial(log.info, "audit", verb=verb, kind=kind, object=str(object_id or ""), member=who)
    transaction.on_commit(told)
    AuditEntry.objects.create(
        member_id=member_id or context.member_id.get(), verb=verb, kind=kind, object_id=object_id,
        detail=detail or {}, ip=ip or None, user_agent=agent[:300],
    )  # fmt: skip
