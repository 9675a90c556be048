"""The demo's segments: the ready-made ones and two of its own, lived through the last month as it went by."""

from datetime import datetime, timedelta

from django.utils import translation

from nitka.accounts.models import Member
from nitka.kit import clock
from nitka.segments.actions import fill_segment, make_ready, make_segment, reckon_scores
from nitka.segments.definition.names import ANY
from nitka.segments.models import Segment, Why

DAYS, STEP = 30, 3  # each look at everybody takes its time: not at every day
FOUNDED = 24  # days ago: companies are there since (`firms.py`)
LOW_AGAIN = {
    "all": [{"is": "rating", "measure": "lowest", "at_most": 3, "since": {"kinds": ["order.placed"], "times": 1}}]
}
FOR_COMPANIES = {"all": [{"is": "company"}, {"is": "money", "measure": "count", "at_least": 1, "days": 30}]}

LARGE = {
    "of": "companies",
    "all": [{"is": "people", "at_least": 2}, {"is": "money", "at_least": 10000, "currency": "RUB", "days": 90}],
}


def segments(keeper: Member, now: datetime) -> None:
    """Each is judged as of days of the month: what happened since does not count yet."""
    with clock.travel(now - timedelta(days=DAYS)), translation.override("ru"):
        make_ready()
        make_segment(name="Заказали и низко оценили", definition=LOW_AGAIN, member_id=keeper.pk)
    for ago in range(DAYS, -1, -STEP):
        with clock.travel(now - timedelta(days=ago)):
            if ago == FOUNDED:
                make_segment(name="Покупают для компании", definition=FOR_COMPANIES, member_id=keeper.pk)
            reckon_scores()
            for segment in Segment.objects.all():
                if ANY in segment.names and ago:  # when somebody was heard of last is known for today only
                    continue
                fill_segment(segment=segment, why=Why.TIME if segment.filled_at else Why.DEFINITION)
    # Who is with which company the worker computes, and fills these then
    with translation.override("ru"):
        make_ready()
    make_segment(name="Крупные компании", definition=LARGE, member_id=keeper.pk)
