"""What must not be overlooked."""

from nitka.chaos.checks.order import wrong


def found(stored: str, acknowledged: str = "abc", unknown: str = "") -> list[str]:
    return list(wrong("v", acknowledged, unknown, stored))


def test_all_once_and_in_order_is_right():
    assert found("abc") == []


def test_what_is_missing_doubled_or_from_nowhere_is_named():
    assert found("ac") == ["v: b was acknowledged and is not there"]
    assert found("abbc") == ["v: b is there 2 times"]
    assert found("abcx") == ["v: x was never sent"]


def test_what_is_out_of_place_is_named_where_it_begins():
    assert found("acb") == ["v: out of order from number 1 of 3: c before b"]


def test_what_nobody_acknowledged_may_be_there_once_and_not_twice():
    assert found("abdc", unknown="d") == []
    assert found("abc", unknown="d") == []
    assert found("abdcd", unknown="d") == ["v: d is there 2 times"]
