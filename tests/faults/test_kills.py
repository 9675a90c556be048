"""Kill -9 while messages come in: what was acknowledged is there once, in its sender's order."""

import pytest

from nitka.cli.tests.house import House, within
from tests.faults.visitor import Crowd, Visitor

pytestmark = pytest.mark.slow
VISITORS, EACH = 12, 12


@pytest.mark.parametrize("what", ["worker", "web", "postgres", "everything"])
def test_what_was_acknowledged_is_there_once_and_in_order(house: House, channel: str, what: str) -> None:
    crowd = Crowd(house.url, channel, VISITORS, EACH)
    crowd.start()
    assert within(30, lambda: crowd.acknowledged > VISITORS * EACH // 4)
    house.kill(what)
    crowd.end()
    for visitor in crowd.visitors:
        assert within(30, lambda visitor=visitor: caught_up(visitor)), what
        assert visitor.read == visitor.acknowledged, "each once, none missing, as they were written"


def caught_up(visitor: Visitor) -> bool:
    """Whether the visitor reads all that was acknowledged."""
    visitor.catch_up()
    return len(visitor.read) >= len(visitor.acknowledged)
