import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.moments.hooks import language, mapping
from nitka.moments.hooks.digest import mapped
from nitka.moments.hooks.paths import Reader, TooMuch, Wrong, checked
from nitka.moments.hooks.presets import PRESETS

WOO = {"id": 77, "number": "77", "status": "on-hold", "customer_id": 0, "total": "99.90", "currency": "EUR",
       "date_created_gmt": "2026-11-29T10:00:00", "date_modified_gmt": "2026-11-29T11:00:00", "date_paid_gmt": None,
       "date_completed_gmt": None, "refunds": [],
       "billing": {"email": "anna@example.org", "first_name": "Anna", "phone": "", "city": "Riga"}}  # fmt: skip
YOO = {"event": "payment.succeeded", "object": {"id": "22e", "amount": {"value": "2.00", "currency": "RUB"},
       "metadata": {"order_id": "37", "email": "a@b.example"}, "captured_at": "2026-11-29T10:53:29.072Z"}}  # fmt: skip
TILDA = {"Email": "a@b.example", "Name": "Анна", "formname": "Cart", "tranid": "1:2",
         "payment": {"orderid": "1099", "amount": "1 200"}}  # fmt: skip
STRIPE = {"id": "evt_1", "type": "checkout.session.completed", "created": 1764410000, "data": {"object": {
    "id": "cs_1", "amount_total": 4890, "currency": "eur", "customer_details": {"email": "a@b.example"}}}}  # fmt: skip


def tracked(text, data):
    outcome = mapped(text, json.dumps(data).encode())
    assert outcome.reason == ""
    return next(call for call in outcome.calls if call["type"] == "track")


@pytest.mark.parametrize(
    ("preset", "data", "facts"),
    [
        ("woocommerce", WOO, {"order_id": "77", "total": 99.9, "currency": "EUR"}),
        ("yookassa", YOO, {"order_id": "37", "total": 2, "currency": "RUB"}),
        ("tilda", TILDA, {"order_id": "1099", "total": 1200, "currency": "RUB"}),
        ("stripe", STRIPE, {"order_id": "cs_1", "total": 48.9, "currency": "EUR"}),
    ],
    ids=["woocommerce", "yookassa", "tilda", "stripe"],
)
def test_a_ready_made_mapping_reads_what_its_sender_sends(preset, data, facts):
    call = tracked(PRESETS[preset].mapping, data)
    assert call["properties"] == facts
    assert call["userId"] in ("anna@example.org", "a@b.example")


PAID = {"status": "processing", "date_paid_gmt": "2026-11-29T10:05:00"}
DONE = PAID | {"status": "completed", "date_completed_gmt": "2026-11-30T09:00:00"}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"status": "checkout-draft"}, []),
        ({"status": "pending"}, []),
        ({"status": "failed"}, []),
        ({}, ["Order Completed"]),
        (PAID, ["Order Completed", "Order Paid"]),
        (DONE, ["Order Completed", "Order Paid", "Order Fulfilled"]),
        ({"status": "cancelled"}, ["Order Cancelled"]),
        (DONE | {"refunds": [{"id": 90, "total": "-10.00"}]},
         ["Order Completed", "Order Paid", "Order Fulfilled", "Order Refunded"]),
        (DONE | {"status": "refunded", "refunds": [{"id": 91, "total": "-89.90"}, {"id": 90, "total": "-10.00"}]},
         ["Order Completed", "Order Paid", "Order Refunded"]),
    ],
)  # fmt: skip
def test_an_order_of_woocommerce_is_told_as_it_stands(now, told):
    calls = mapped(PRESETS["woocommerce"].mapping, json.dumps(WOO | now).encode()).calls
    assert [call["event"] for call in calls if call["type"] == "track"] == told


def test_each_refund_of_woocommerce_is_one_of_its_own_and_above_nought():
    def refund(*refunds):
        calls = mapped(PRESETS["woocommerce"].mapping, json.dumps(WOO | DONE | {"refunds": refunds}).encode()).calls
        return next(call for call in calls if call.get("event") == "Order Refunded")

    first = refund({"id": 90, "total": "-10.00"})
    second = refund({"id": 91, "total": "-89.90"}, {"id": 90, "total": "-10.00"})
    assert [one["properties"]["total"] for one in (first, second)] == [10, 89.9]
    assert first["messageId"] != second["messageId"]
    assert {one["properties"]["order_id"] for one in (first, second)} == {"77"}


def test_a_registered_customer_of_woocommerce_is_the_same_in_all_that_is_told():
    given = WOO | DONE | {"customer_id": 5, "refunds": [{"id": 90, "total": "-1"}]}
    calls = mapped(PRESETS["woocommerce"].mapping, json.dumps(given).encode()).calls
    assert {call["userId"] for call in calls} == {"5"}


def test_what_woocommerce_posts_to_try_the_address_is_nothing():
    assert mapped(PRESETS["woocommerce"].mapping, b"webhook_id=12").reason == "no_rule"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("event: \"X\"", 1, "no_rule"),
        ("always\nevent \"X\"", 2, "field"),
        ("always\nevent: X", 2, "value"),
        ("always\nuser: $.a[", 2, "path"),
        ("always\nuser: $.a | upcase", 2, "function"),
        ("always\nuser: $.a\nuser: $.b", 3, "twice"),
        ("when $.a is 1", 1, "condition"),
        ("when $.a =", 1, "condition"),
        ("\nalways\nevent: \"X\"", 2, "nobody"),
        ("always\nuser: $.id", 1, "nothing"),
        ("always\nuser: $.a\nx: $..a..b", 3, "path"),
        ("always\nuser: $.a\nx: $[?match(@.a, '(a+)+')]", 3, "path"),
    ],
    ids=["no-rule", "field", "value", "path", "function", "twice", "operator", "no-value", "nobody", "nothing",
         "two-descents", "function-of-words"],
)  # fmt: skip
def test_an_error_names_its_line(text, line, code):
    with pytest.raises(language.Unreadable) as caught:
        language.parse(text)
    assert (caught.value.line, caught.value.code) == (line, code)


def test_the_first_rule_that_holds_does_not_keep_others_from_holding():
    text = 'when $.a = 1\nuser: "u"\nevent: "One"\nwhen $.b exists\nuser: "u"\nevent: "Two"'
    assert [call["event"] for call in mapped(text, b'{"a": 1, "b": 2}').calls] == ["One", "Two"]
    assert [call["event"] for call in mapped(text, b'{"a": 1}').calls] == ["One"]
    assert mapped(text, b"{}").reason == "no_rule"


@pytest.mark.parametrize(
    ("value", "number"), [("4 890,50", 4890.5), ("1,200.00", 1200), ("€ 12", 12), (7, 7), ("x", None), (True, None)],
    ids=["spaces", "commas", "sign", "number", "none", "bool"],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(value, number):
    data = {"v": value, "u": 1}
    assert tracked('always\nuser: $.u\nevent: "E"\nx: $.v | number', data)["properties"].get("x") == number


@pytest.mark.parametrize(
    "value", ["2026-11-29T10:00:00+00:00", 1795946400, "1795946400", 1795946400000, "29.11.2026 10:00"],
    ids=["iso", "seconds", "text", "milliseconds", "day"],
)  # fmt: skip
def test_a_time_is_read_in_every_common_form(value):
    call = tracked('always\nuser: "u"\nevent: "E"\ntime: $.v | date', {"v": value})
    assert call["timestamp"].startswith("2026-11-29T10:00:00")


@given(st.text(max_size=80))
def test_whatever_is_written_as_a_path_is_taken_or_refused(text):
    with contextlib.suppress(Wrong):
        checked("$" + text)


@given(st.text(alphabet="alwyshen $.=!?|:\"\nab[]*@0", max_size=200))
def test_whatever_is_written_as_a_mapping_is_read_or_refused(text):
    try:
        rules = language.parse(text)
    except language.Unreadable:
        return
    mapping.events(rules, {"a": [1, {"b": "x"}]}, b"")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("$..a", [0] * 100_000),
        ("$" + "[*]" * 60, [[[[[[0] * 5] * 5] * 5] * 5] * 5] * 5),
        ("$" + "[::1]" * 38, json.loads("[" * 38 + "0" + "]" * 38)),
        ("$..[?@.b == 1]", [{"a": [{"c": 1}] * 10}] * 1500),
    ],
    ids=["many", "stars", "slices", "filter"],
)
def test_what_costs_too_much_is_refused_soon(path, data):
    begun = time.monotonic()
    with contextlib.suppress(TooMuch, Wrong):
        Reader(data).all(checked(path))
    assert time.monotonic() - begun < 2
