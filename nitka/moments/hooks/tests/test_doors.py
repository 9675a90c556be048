import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.tests.roles import as_role
from nitka.moments.collector.tests.factories import digest_all
from nitka.moments.hooks import verbs
from nitka.moments.hooks.digest import age
from nitka.moments.hooks.rows import Hook, Payload
from nitka.moments.models import Holding, Moment

pytestmark = pytest.mark.django_db(transaction=True)
MAPPING = """
when $.type = "order.paid"
event: "Order Completed"
key: $.id
email: $.customer.email | lower
name: $.customer.name
order_id: $.id
total: $.total | number
currency: "RUB"
"""
ORDER = {"type": "order.paid", "id": 1042, "total": "4 890,50",
         "customer": {"email": "Anna@Example.org", "name": "Анна"}}  # fmt: skip


def set_up(company, hook, mapping=MAPPING, on=True, **signing):
    with in_workspace(company.id):
        verbs.change_mapping(hook=hook, text=mapping)
        if signing:
            verbs.change_signing(hook=hook, header="", **signing)
        verbs.switch_hook(hook=hook, on=on)


def payloads(company):
    with in_workspace(company.id):
        return list(Payload.objects.order_by("id"))


def test_an_order_becomes_a_typed_moment_of_a_customer(company, hook, send):
    set_up(company, hook, signing="token", secret="word")
    assert send(json.dumps(ORDER).encode(), headers={"X-Webhook-Token": "word"}).status_code == 200
    digest_all()
    with in_workspace(company.id):
        moment = Moment.objects.get(kind="order.placed")
        assert moment.data["total"] == {"amount": "4890.50", "currency": "RUB"}
        assert Holding.objects.get().key == "1042"
        identity = Identity.objects.select_related("customer").get(kind="email")
        assert (identity.value, identity.status, identity.customer.name) == ("anna@example.org", "verified", "Анна")


def test_the_same_order_again_is_the_same_moment(company, hook, send):
    set_up(company, hook)
    for _ in range(3):
        send(json.dumps(ORDER).encode())
    digest_all()
    with in_workspace(company.id):
        assert Moment.objects.filter(kind="order.placed").count() == 1


def test_until_it_is_switched_on_payloads_are_only_kept_and_then_replayed(company, hook, send):
    send(json.dumps(ORDER).encode())
    digest_all()
    assert [row.reason for row in payloads(company)] == ["off"]
    with in_workspace(company.id):
        assert not Moment.objects.exists()
    set_up(company, hook)
    with in_workspace(company.id):
        assert verbs.replay_hook(hook=Hook.objects.get()) == 1
        assert Moment.objects.filter(kind="order.placed").count() == 1
        verbs.replay_hook(hook=Hook.objects.get())
        assert Moment.objects.filter(kind="order.placed").count() == 1


BODY = b'{"a": "\xd0\xb0"}'


def _hex(body=BODY, secret=b"word"):
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def _stripe(at, secret=b"word"):
    return f"t={at},v1={'0' * 64},v1={_hex(str(at).encode() + b'.' + BODY, secret)}"


def _standard(secret):
    now = clock.now()
    return {"webhook-id": "m1", "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign("m1", now, BODY.decode())}  # fmt: skip


SECRET = "whsec_" + base64.b64encode(b"0" * 24).decode()
PROVEN = {
    "token-header": ("token", "word", lambda: {"X-Webhook-Token": "word"}, ""),
    "token-bearer": ("token", "word", lambda: {"Authorization": "Bearer word"}, ""),
    "token-address": ("token", "word", dict, "?token=word"),
    "github": ("github", "word", lambda: {"X-Hub-Signature-256": "sha256=" + _hex()}, ""),
    "shopify": ("shopify", "word",
                lambda: {"X-Shopify-Hmac-Sha256": base64.b64encode(bytes.fromhex(_hex())).decode()}, ""),
    "stripe": ("stripe", "word", lambda: {"Stripe-Signature": _stripe(int(time.time()))}, ""),
    "standard": ("standard", SECRET, lambda: _standard(SECRET), ""),
}  # fmt: skip


@pytest.mark.parametrize("form", PROVEN)
def test_a_signature_proves_its_sender(company, hook, site, form):
    import httpx

    signing, secret, headers, query = PROVEN[form]
    set_up(company, hook, signing=signing, secret=secret)
    httpx.post(f"{site}/hooks/{hook.pk}{query}", content=BODY, headers=headers())
    digest_all()
    assert [row.reason for row in payloads(company)] == ["no_rule"]
    assert "word" not in str(payloads(company)[0].head)


@pytest.mark.parametrize(
    ("signing", "headers", "reason"),
    [
        ("token", {"X-Webhook-Token": "other"}, "wrong_signature"),
        ("token", {}, "no_signature"),
        ("github", {"X-Hub-Signature-256": "sha256=" + _hex(secret=b"other")}, "wrong_signature"),
        ("shopify", {"X-Shopify-Hmac-Sha256": "AAAA"}, "wrong_signature"),
        ("stripe", {"Stripe-Signature": _stripe(1_000_000_000)}, "stale"),
        ("stripe", {"Stripe-Signature": "garbage"}, "no_signature"),
        ("standard", {"webhook-signature": "v1,AAAA"}, "no_signature"),
    ],
    ids=["token", "no-token", "github", "shopify", "stale", "stripe-garbage", "standard"],
)
def test_who_proves_nothing_is_refused_with_the_reason_and_becomes_nothing(
    company, hook, send, signing, headers, reason
):
    set_up(company, hook, mapping='always\nevent: "X"\nuser: "u1"', signing=signing, secret="word")
    assert send(BODY, headers=headers).status_code == 200
    digest_all()
    assert [row.reason for row in payloads(company)] == [reason]
    with in_workspace(company.id):
        assert not Moment.objects.exists()


def test_an_unsigned_sender_proves_no_address(company, hook, send):
    set_up(company, hook)
    send(json.dumps(ORDER).encode())
    digest_all()
    with in_workspace(company.id):
        assert Identity.objects.get(kind="email").status != "verified"


def test_unknown_doors_other_methods_and_too_much_are_refused(site, hook, send):
    import httpx

    assert send(key=uuid7()).status_code == 404
    assert send(key="x").status_code == 404
    assert httpx.get(f"{site}/hooks/{hook.pk}").status_code == 405
    assert send(b"x" * (256 * 1024 + 1)).status_code == 413


def test_the_last_fifty_are_kept_for_a_week(company, hook, send):
    for n in range(55):
        send(b'{"n": %d}' % n)
    digest_all()
    assert len(payloads(company)) == 50


def test_a_quiet_door_keeps_nobody(company, hook, send):
    send()
    digest_all()
    for days, count in ((6, 1), (8, 0)):
        with clock.travel(clock.now() + timedelta(days=days)), as_role("worker"):
            age()
        assert len(payloads(company)) == count


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.binary(max_size=300), st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20).map(lambda data: json.dumps(data).encode())))  # fmt: skip
def test_whatever_comes_is_taken_and_digested(company, hook, send, body):
    with in_workspace(company.id):
        Hook.objects.update(mapping='when $..a exists\nevent: $..a\nuser: $..b ?? "u1"\nx: $[?@.a == 1] | number',
                            on_at=clock.now())  # fmt: skip
    assert send(body).status_code == 200
    digest_all()
    from nitka.inbound.models import Quarantine

    with in_workspace(company.id):
        assert not Quarantine.objects.exists()


def test_woocommerce_is_known_by_its_own_header_from_the_beginning(company, site):
    with in_workspace(company.id):
        shop = verbs.create_hook(workspace=company, name="Shop", preset="woocommerce")
        verbs.change_signing(hook=shop, signing=shop.signing, header=shop.header, secret="word")
        verbs.switch_hook(hook=shop, on=True)
    body = json.dumps({"id": 7, "number": "A-7", "status": "processing", "total": "9.90", "currency": "EUR",
                       "customer_id": 0, "billing": {"email": "anna@example.org"}, "refunds": [],
                       "line_items": [{"id": 1, "name": "Чай", "product_id": 93, "quantity": 2}],
                       "date_created_gmt": "2026-11-29T10:00:00",
                       "date_paid_gmt": "2026-11-29T10:05:00"}).encode()  # fmt: skip
    signed = base64.b64encode(hmac.new(b"word", body, hashlib.sha256).digest()).decode()
    with httpx.Client(base_url=site, timeout=20) as client:
        for signature in (signed, signed[::-1]):
            client.post(f"/hooks/{shop.pk}", content=body, headers={"X-WC-Webhook-Signature": signature})
    digest_all()
    assert [row.reason for row in payloads(company)] == ["", "wrong_signature"]
    with in_workspace(company.id):
        assert list(Moment.objects.order_by("at").values_list("kind", flat=True)) == ["order.placed", "order.paid"]
        placed = Moment.objects.get(kind="order.placed")
        assert placed.data["items"] == [{"name": "Чай", "product": "93", "quantity": 2}]
        assert (Holding.objects.get().key, Identity.objects.get(kind="email").value) == ("A-7", "anna@example.org")
