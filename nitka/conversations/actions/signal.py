"""Signals to open pages: ids and kinds, no content; each page then fetches what it may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nitka.kit.context import require_workspace
from nitka.realtime.actions import Signal, publish_many


def changed(conversation_ids: Iterable[UUID], what: str, **data: Any) -> None:
    """These conversations changed: the lists and whoever has them open."""
    ids = [str(id_) for id_ in dict.fromkeys(conversation_ids)]
    if not ids:
        return
    inbox = Signal(f"inbox:{require_workspace()}", "conversations", {"ids": ids[:100], "what": what, **data})
    threads = [Signal(f"conversation:{id_}", "conversation", {"id": id_, "what": what, **data}) for id_ in ids]
    publish_many([inbox, *threads])


def visitors(signals: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Tell the browsers of visitors: session, kind, data of each."""
    publish_many(Signal(f"visitor:{session}", kind, data) for session, kind, data in signals)
