from datetime import UTC, datetime
from uuid import uuid4

import pytest

from nitka.moments.collector.commerce import money, told
from nitka.moments.collector.events import Event
from nitka.moments.collector.people import attributes


def tracked(name: str, /, **properties) -> tuple[str, dict]:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    return told(Event(uuid4(), uuid4(), "k", "track", now, now, {}, user="u", name=name, facts=properties))


@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("Product Viewed", {"name": "Кран"}, "product.viewed"),
        ("product_added", {"name": "Кран"}, "cart.added"),
        ("Checkout Started", {"order_id": "1"}, "checkout.started"),
        ("ORDER  Completed", {"order_id": 1}, "order.placed"),
        ("Order Updated", {"order_id": "1"}, "order.updated"),
        ("Order Refunded", {"order_id": "1", "total": 5, "currency": "RUB"}, "refund"),
        ("Order Refunded", {"order_id": "1"}, "order.returned"),
        ("Order Cancelled", {"order_id": "1"}, "order.cancelled"),
        ("Subscription Started", {"subscription_id": "s", "plan": "Pro"}, "subscription.started"),
        ("Subscription Canceled", {"subscription_id": "s"}, "subscription.cancelled"),
        ("Order Completed", {"total": 5}, "order_completed"),
        ("message.in", {}, "message_in"),
        ("rating", {}, "event_rating"),
        ("Заказ звонка", {}, "заказ_звонка"),
        ("!!!", {}, "event"),
    ],
)
def test_what_is_tracked_has_a_kind(name, given, kind):
    assert tracked(name, **given)[0] == kind


def test_a_fact_that_does_not_fit_is_left_out_and_the_moment_stays():
    given = {"order_id": "1", "total": "many", "currency": "RUB", "products": "none", "tracking_number": [7]}
    kind, data = tracked("Order Completed", **given)
    assert (kind, data) == ("order.placed", {"order": "1"})


@pytest.mark.parametrize(
    ("amount", "currency", "kept"),
    [(0.1 + 0.2, "USD", "0.30"), ("48900,5", "rub", "48900.50"), (99.6, "JPY", "100"), (1.2345, "KWD", "1.234"),
     (-1, "RUB", None), (True, "RUB", None), (1, "XX", None), (1, None, None), (float("nan"), "RUB", None)],
)  # fmt: skip
def test_money_is_rounded_to_its_currency(amount, currency, kept):
    found = money(amount, currency)
    assert (found or {}).get("amount") == kept


def test_no_words_of_a_person_are_kept():
    harmless = {"form": "callback", "step": 2, "ok": True}
    personal = {"comment": "ok", "email": "x", "contact": "anna@example.org", "number": "+7 916 123-45-67"}
    essay = "one two three four five six seven eight"
    _, data = tracked("Form Sent", **harmless, **personal, essay=essay, nested={"a": 1})
    assert data == harmless


def test_traits_are_spelt_as_attributes_are():
    bonus = {"amount": "1", "currency": "RUB"}
    address = {"city": "Тверь", "postalCode": "1"}
    found = attributes({"lifetimeValue": 5, "address": address, "email": "x", "blank": " ", "bonus": bonus})
    assert found == {"lifetime_value": 5, "city": "Тверь", "address_postal_code": "1", "bonus": bonus}
