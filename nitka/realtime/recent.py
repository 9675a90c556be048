"""The recent end of the log in memory, whole and by topic: of each signal what goes over the wire, and no more."""

import sys
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nitka.realtime.clients import frame

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Event:
    """A signal of the log by its bytes on the wire."""

    id: int
    topic: str
    wire: bytes

    @classmethod
    def of(cls, event_id: int, topic: str, kind: str, data: dict[str, Any]) -> "Event":
        """An event from its row."""
        wire = frame(event_id, {"topic": topic, "kind": kind, "data": data})
        return cls(event_id, sys.intern(topic), wire)  # each row brings the text of its topic anew


class Recent:
    """The last events, in order, without a gap."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.start(0)
        self.started = False

    def start(self, last: int) -> None:
        """Forget everything; the next event is the one after `last`."""
        self.started = True
        self.last = last
        self.floor = last
        self._all: deque[Event] = deque()
        self._topics: dict[str, list[Event]] = defaultdict(list)  # of few each: an empty deque takes 600 bytes

    def add(self, event: Event) -> None:
        """Append an event; the oldest goes when there are too many."""
        self._all.append(event)
        self._topics[event.topic].append(event)
        self.last = event.id
        if len(self._all) > self.kept:
            self._forget(self._all.popleft())

    def _forget(self, event: Event) -> None:
        self.floor = event.id
        queue = self._topics[event.topic]
        del queue[0]
        if not queue:
            del self._topics[event.topic]

    def reaches(self, after: int) -> bool:
        """True when everything after `after` is here."""
        return after >= self.floor

    def after(self, topics: Iterable[str], after: int) -> list[Event]:
        """The events of some topics after an id, in order."""
        found = [event for topic in set(topics) for event in self._topics.get(topic, ()) if event.id > after]
        return sorted(found, key=lambda event: event.id)
