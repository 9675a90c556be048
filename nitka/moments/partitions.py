"""The months ahead: a loop of the worker makes their partitions, long before a moment needs one."""

import threading
from datetime import timedelta

from nitka.kit import clock
from nitka.kit.loops import now_and_then
from nitka.moments.actions import ensure_partitions
from nitka.moments.archive.making import archive, forget_recalled
from nitka.moments.hooks.digest import age

AHEAD = timedelta(days=75)
EVERY = 6 * 3600.0  # seconds


def run(stop: threading.Event) -> None:
    """The worker's loop: months are made ahead, payloads that were only kept are let go, old months go to files."""

    def look() -> None:
        ensure_partitions(since=clock.now(), until=clock.now() + AHEAD)
        age()
        archive()
        forget_recalled()

    now_and_then(stop, look, every=EVERY)
