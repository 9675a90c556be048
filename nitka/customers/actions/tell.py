"""Open queues hear that pairs wait, or wait no more."""

from collections.abc import Collection
from uuid import UUID

from nitka.kit.context import require_workspace
from nitka.realtime import topics
from nitka.realtime.actions import publish

NAMED = 200  # pairs whose ids are told


def tell(decided: Collection[UUID] = ()) -> None:
    """In one statement; which were decided is named, as one of them may be the pair that somebody looks at."""
    data = {"decided": [str(key) for key in list(decided)[:NAMED]]}
    publish(topic=topics.merges(require_workspace()), kind="pairs", data=data)
