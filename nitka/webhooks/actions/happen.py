"""Note that something happened, in the transaction of its cause."""

from collections.abc import Iterable
from uuid import UUID

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.ids import uuid7
from nitka.kit.text import dump

_NOTE = """
insert into webhooks_happening (id, workspace_id, type, ids, of_id, at)
select %s::uuid, %s::uuid, %s, %s::jsonb, %s::uuid, %s::timestamptz where exists (
  select from webhooks_endpoint where workspace_id = %s::uuid and off_at is null and %s = any(types))
"""


def happened(type: str, ids: Iterable[UUID], of_id: UUID | None = None) -> None:
    """One statement; where nobody listens to the type, nothing is written. `of_id`: what the type tells of the ids."""
    keys = list(ids)
    if not keys:
        return
    workspace = require_workspace()
    with prepared() as cursor:
        cursor.execute(_NOTE, [uuid7(), workspace, type, dump(keys), of_id, clock.now(), workspace, type])
