"""Segments of companies are judged whole: what concerns one says when. One that takes long waits the longer, so that a
company that changes all the time costs a share of the worker's time and no more."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q

from nitka.kit import clock
from nitka.segments.models import Segment, Why

PAUSE = timedelta(seconds=1)  # from one time to the next, at least
SHARE = 9  # times as long as it took last


def rest(took: timedelta) -> timedelta:
    """How long one that took so long is left alone."""
    return max(PAUSE, SHARE * took)


def revisit(segments: Collection[Segment]) -> None:
    """Have some segments of companies judged soon, unless they will be by then."""
    now = clock.now()
    for one in segments:
        at = max(now, one.filled_at + rest(timedelta(milliseconds=one.took))) if one.filled_at else now
        later = Q(refill_at=None) | Q(refill_at__gt=at)
        Segment.objects.filter(later, pk=one.pk).update(refill_at=at, refill_why=Why.CHANGED)
