"""Signals to open pages: no content, and ids only to who may see what they name; each page then fetches what it may."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nitka.conversations.models import Conversation
from nitka.kit.context import require_workspace
from nitka.realtime import topics
from nitka.realtime.actions import Signal, publish_many

NOBODY = "nobody"


def changed(conversation_ids: Iterable[UUID], what: str, lists: Iterable[str] | None = None, **data: Any) -> None:
    """These conversations changed: the lists and whoever has them open.

    `lists` says in whose they are (and were, where somebody loses them), as `lists_of` does; it is read when not given.
    """
    ids = [str(id_) for id_ in dict.fromkeys(conversation_ids)]
    if not ids:
        return
    workspace = require_workspace()
    keys = sorted(set(_read(ids) if lists is None else lists))
    inbox = Signal(topics.inbox(workspace), "conversations", {"what": what, **data})  # heard whatever one may see
    listed = [Signal(topics.list_of(workspace, key), "conversations", {"what": what}) for key in keys]
    threads = [Signal(f"conversation:{id_}", "conversation", {"id": id_, "what": what, **data}) for id_ in ids]
    publish_many([inbox, *listed, *threads])


def lists_of(rows: Iterable[Conversation]) -> set[str]:
    """Whose lists conversations are in: a member's or nobody's, and a team's."""
    return _keys((row.assignee_id, row.team_id) for row in rows)


def _read(ids: list[str]) -> set[str]:
    return _keys(Conversation.objects.filter(pk__in=ids).values_list("assignee_id", "team_id").distinct())


def _keys(pairs: Iterable[tuple[UUID | None, UUID | None]]) -> set[str]:
    keys = set()
    for member, team in pairs:
        keys.add(str(member or NOBODY))
        if team:
            keys.add(str(team))
    return keys


def visitors(signals: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Tell the browsers of visitors: session, kind, data of each."""
    publish_many(Signal(f"visitor:{session}", kind, data) for session, kind, data in signals)
