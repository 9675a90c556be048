"""By when, as the law has it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nitka.rights.deadlines import due

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("law", "kind", "received", "until"),
    [
        ("152-fz", "export", "2026-11-27T12:00", "2026-12-11"),  # a Friday: the tenth working day after it
        ("152-fz", "erasure", "2026-11-28T12:00", "2026-12-11"),  # a Saturday counts from Monday
        ("152-fz", "rectification", "2026-11-27T12:00", "2026-12-08"),
        ("gdpr", "export", "2026-11-27T12:00", "2026-12-27"),
        ("gdpr", "erasure", "2027-01-31T12:00", "2027-02-28"),  # no such day: the last one of the month
        ("gdpr", "erasure", "2026-12-31T12:00", "2027-01-31"),
    ],
)
def test_the_day_of_each_law(law, kind, received, until):
    at = datetime.fromisoformat(received).replace(tzinfo=MOSCOW)
    assert due(law, kind, at, MOSCOW).isoformat() == f"{until}T23:59:59+03:00"


def test_the_day_is_that_of_the_company():
    """Late in the evening in London it is tomorrow in Vladivostok."""
    at = datetime(2026, 11, 29, 22, tzinfo=ZoneInfo("Europe/London"))
    assert due("gdpr", "export", at, ZoneInfo("Asia/Vladivostok")).date().isoformat() == "2026-12-30"
