from datetime import date
from urllib.parse import unquote_plus
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from nitka.insight.filters import KEYS, Filters, Period, parse

TODAY = date(2026, 11, 18)


def test_thirty_days_up_to_today_unless_told() -> None:
    assert parse({}).period(TODAY) == Period(date(2026, 10, 20), TODAY)


def test_the_period_before_is_as_long_and_touches_it() -> None:
    before = parse({"from": "2026-11-01", "to": "2026-11-18"}).period(TODAY).before
    assert before == Period(date(2026, 10, 14), date(2026, 10, 31))


def test_a_day_starts_at_midnight_of_the_reader() -> None:
    start, end = Period(TODAY, TODAY).bounds(ZoneInfo("Europe/Moscow"))
    assert (start.isoformat(), end.isoformat()) == ("2026-11-18T00:00:00+03:00", "2026-11-19T00:00:00+03:00")


def test_the_address_leads_back_to_the_same_reading() -> None:
    asked = Filters(
        days=90, channel=UUID(int=5), touchpoint=UUID(int=9), who="silent", factor="speed", day=TODAY, page=3
    )
    pairs = dict(part.split("=", 1) for part in asked.query()[1:].split("&"))
    assert parse({k: unquote_plus(v) for k, v in pairs.items()}) == asked


def test_a_changed_filter_starts_at_the_first_page() -> None:
    assert "page" not in parse({"page": "7"}).url(who="happy")


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=60)))
def test_nonsense_in_the_address_is_never_an_error(query: dict[str, str]) -> None:
    filters = parse(query)
    filters.period(TODAY)
    filters.query()
