from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from nitka.moments.kinds import GROUPS, KINDS, check, group_of, tell


@dataclass
class Happened:
    kind: str
    data: Any = field(default_factory=dict)
    at: datetime = datetime(2026, 11, 28, 9, tzinfo=UTC)


def rub(amount):
    return {"amount": amount, "currency": "RUB"}


def test_every_kind_speaks_both_languages_even_without_facts():
    for language in ("en", "ru"):
        with translation.override(language):
            for kind in KINDS.values():
                told = tell(Happened(kind.name))
                assert told.title
                assert kind.group in GROUPS
                assert str(kind.label)
                for rubbish in (None, [], "x", {name: [{"a": 1}] for name in kind.fields}):
                    assert tell(Happened(kind.name, rubbish)).title


def test_an_order_is_told_with_its_sum_and_goods_in_the_readers_language():
    order = Happened("order.placed", {"order": "10428", "total": rub("48900.00"), "items": ["Хаб", "Кран", "Датчик"]})
    with translation.override("ru"):
        told = tell(order)
    assert told.title == "Заказ 10428 оформлен"
    assert told.detail == "48\u00a0900\u00a0₽ · Хаб, Кран и ещё 1"
    with translation.override("en"):
        assert tell(order).detail == "48,900\u00a0RUB · Хаб, Кран and 1 more"


def test_a_kind_that_nobody_declared_is_shown_by_its_own_name():
    told = tell(
        Happened(
            "warranty.claimed", {"number": "W-7", "sum": rub("10"), "key": "0" * 8 + "-0000-0000-0000-" + "0" * 12}
        )
    )
    assert told.title == "Warranty claimed"
    assert "Number: W-7" in told.detail
    assert "0000" not in told.detail
    assert group_of("warranty.claimed") == "other"


def test_unknown_facts_are_kept_and_known_ones_are_spelt_one_way():
    kept, wrong = check(
        "order.paid", {"order": 10428, "total": {"amount": 6900, "currency": "RUB"}, "till": [1, {"a": 2}]}
    )
    assert wrong == {}
    assert kept == {"order": "10428", "total": rub("6900.00"), "till": [1, {"a": 2}]}


@pytest.mark.parametrize(
    ("kind", "data", "named"),
    [
        ("order.placed", {}, "order"),
        ("order.placed", {"order": ""}, "order"),
        ("order.placed", {"order": "1", "total": 5}, "total"),
        ("order.placed", {"order": "1", "total": rub("1.005")}, "total"),
        ("order.placed", {"order": "1", "total": rub("-1")}, "total"),
        ("order.placed", {"order": "1", "total": rub("NaN")}, "total"),
        ("order.placed", {"order": "1", "total": rub("1e400")}, "total"),
        ("order.placed", {"order": "1", "total": {"amount": "1", "currency": "ZZZ"}}, "total"),
        ("order.placed", {"order": "1", "total": {"amount": "1.5", "currency": "JPY"}}, "total"),
        ("order.placed", {"order": "1", "items": [{"n": 2}]}, "items"),
        ("order.shipped", {"order": "1", "due": "2026-13-01"}, "due"),
        ("refund", {"order": "1"}, "amount"),
        ("call", {"direction": "up"}, "direction"),
        ("visit", {"pages": 0}, "pages"),
        ("visit", {"pages": True}, "pages"),
        ("stage", {"from": "lead"}, "to"),
    ],
)
def test_a_wrong_fact_is_named(kind, data, named):
    assert set(check(kind, data)[1]) == {named}


def test_what_the_protocol_calls_a_thing_is_told_in_the_readers_language():
    with translation.override("ru"):
        assert tell(Happened("products_searched", {})).title == "Поиск по товарам"
    with translation.override("en"):
        assert tell(Happened("group", {"group": "b-300"})).title == "Company named"
