"""Rows of the list are remembered, and only for those to whom they say the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from nitka.conversations.desk.frame import Tag
from nitka.conversations.desk.row import Page
from nitka.conversations.desk.rows import Line
from nitka.kit import clock

CHANNEL, LABEL = UUID(int=7), UUID(int=8)


def line(**changed: Any) -> Line:
    now = clock.now()
    made = Line(
        part=0, id=UUID(int=1), number=12, status="open", subject="", preview="Привет", preview_by="in",
        last_at=now - timedelta(days=1), waiting_since=None, snoozed_until=None, channel_id=CHANNEL, assignee_id=None,
        customer_id=UUID(int=2), name="Анна", identity_kind="email", identity_value="anna@example.org", read_at=None,
        label_ids=None, draft=None,
    )  # fmt: skip
    return replace(made, **changed)


def page(*, label: str = "Счета", channel: str = "Почта") -> Page:
    way = SimpleNamespace(icon="mail", name=channel, typing=False)
    return Page(clock.now(), SimpleNamespace(channels={CHANNEL: way}, labels={LABEL: Tag(LABEL, label, "warn")}))  # type: ignore[arg-type]


def test_a_row_that_says_the_same_is_the_same() -> None:
    at = clock.now()
    assert page().row(line(last_at=at)) is page().row(line(last_at=at))


@pytest.mark.parametrize(
    "changed",
    [{"preview": "Пока"}, {"preview_by": "out"}, {"subject": "Счёт"}, {"draft": "Здра"}, {"name": "Аня"},
     {"status": "snoozed", "snoozed_until": datetime(2027, 1, 1, tzinfo=UTC)},
     {"read_at": datetime(2100, 1, 1, tzinfo=UTC)},
     {"label_ids": [str(LABEL)]}, {"waiting_since": datetime(2026, 1, 1, tzinfo=UTC)}],
)  # fmt: skip
def test_whatever_a_row_shows_makes_another_row(changed: dict[str, Any]) -> None:
    before = page().row(line())
    after = page().row(line(**changed))
    shown = [[getattr(row, name) for name in row.__slots__] for row in (before, after)]
    assert shown[0] != shown[1]


def test_a_row_follows_the_names_of_labels_and_channels() -> None:
    worn = line(label_ids=[str(LABEL)])
    assert page().row(worn).tags == (("Счета", "warn"),)
    assert page(label="Оплата").row(worn).tags == (("Оплата", "warn"),)
    assert page(channel="Письма").row(worn).channel == "Письма"


def test_a_row_is_in_the_readers_language_and_zone() -> None:
    said = line(preview_by="out", last_at=clock.now() - timedelta(minutes=1))
    with translation.override("ru"):
        russian = page().row(said)
    with translation.override("en"):
        assert page().row(said).snippet == "You: Привет"
    assert russian.snippet == "Вы: Привет"
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        assert page().row(said).when != russian.when


def test_a_wait_grows_while_nothing_else_changes() -> None:
    since = clock.now() - timedelta(minutes=5)
    here = page()
    first = here.row(line(waiting_since=since))
    here.now += timedelta(hours=3)
    assert here.row(line(waiting_since=since)).wait != first.wait
