"""Where a message stands: after all that was written in its thread and by or to its contact, whatever the clock says.

Positions are keys made from the clock, and clocks are set back. Who reads on from a position would never see what was
written below it.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.ids import uuid7_after

_LAST = """
select k, (select m.position from conversations_message m where m.workspace_id = %(workspace)s and m.conversation_id = k
           order by m.position desc limit 1) from unnest(%(conversations)s::uuid[]) k
union all
select k, (select m.position from conversations_message m where m.workspace_id = %(workspace)s and m.identity_id = k
           order by m.position desc limit 1) from unnest(%(identities)s::uuid[]) k
"""


class Positions:
    """Of these threads and contacts, whose customers are held. One statement, whatever their number."""

    def __init__(self, conversations: Collection[UUID], identities: Collection[UUID]) -> None:
        keys = {"conversations": array(set(conversations)), "identities": array(set(identities))}
        with connection.cursor() as cursor:
            cursor.execute(_LAST, keys | {"workspace": require_workspace()})
            self.last: dict[UUID, UUID] = {key: last for key, last in cursor.fetchall() if last}

    def next(self, conversation: UUID, identity: UUID) -> UUID:
        """The place of one more message."""
        last = max((self.last[key] for key in (conversation, identity) if key in self.last), default=None)
        self.last[conversation] = self.last[identity] = position = uuid7_after(last)
        return position
