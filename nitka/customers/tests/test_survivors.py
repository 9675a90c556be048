"""Which of several values is a customer's."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from nitka.customers.survivors import Said, choose, why
from nitka.kit.ids import uuid7

MORNING = datetime(2026, 11, 30, 9, tzinfo=UTC)


def name(text: str, *, status: str = "stated", how: str = "message", minute: int = 0) -> Said:
    return Said(uuid7(), "name", text, status, how, MORNING + timedelta(minutes=minute), uuid7())


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        (name("Дарья"), name("Lfhmz Rbv", status="verified", minute=5), "legible"),
        (name("Дарья Ким", minute=-5), name("Rbv Lfhmz"), "legible"),
        (name("Анна Соколова", status="verified"), name("Анна Сергеевна Соколова"), "surer"),
        (name("Анна Сергеевна Соколова"), name("Анна Соколова", minute=5), "fuller"),
        (name("Lfhmz", how="hand"), name("Дарья", status="verified"), "hand"),
    ],
)
def test_a_hand_then_a_name_that_can_be_read_then_how_sure_it_is_then_how_full(better, worse, reason):
    for order in permutations([better, worse]):
        assert choose(order) is better
    assert why(better, [better, worse]) == reason


def test_of_nothing_nothing_survives():
    assert choose([]) is None
