from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, identify, merge, undo
from nitka.customers.models import Customer
from nitka.customers.queries import identity_ids
from nitka.kit.db.tenancy import in_workspace
from nitka.moments import holdings
from nitka.moments.actions import add, append
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def house():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def person(name):
    claim = Claim("email", f"{name}@shop.example", name)
    return identify([claim])[claim.key]


def tell(identity, kind, day=0, **data):
    return add(identity_id=identity.pk, kind=kind, at=START + timedelta(days=day), data=data)


def rub(amount):
    return {"amount": str(amount), "currency": "RUB"}


def row(identity):
    identity.refresh_from_db()
    return Customer.objects.get(pk=identity.customer_id)


def test_an_order_stands_as_its_last_step_left_it_in_whatever_order_the_steps_come(house):
    anna = person("anna")
    tell(anna, "order.delivered", 3, order="1")
    tell(anna, "order.placed", 0, order="1", total=rub(6900), items=["Термостат"])
    tell(anna, "order.paid", 1, order="1")
    (held,) = holdings.of([anna.pk])
    assert (held.state, held.total, held.name, held.began_at, held.at) == (
        "delivered", Decimal(6900), "Термостат", START, START + timedelta(days=3)
    )  # fmt: skip
    assert (row(anna).orders, row(anna).spent, row(anna).currency) == (1, Decimal(6900), "RUB")
    assert (row(anna).last_kind, row(anna).last_at) == ("order.delivered", START + timedelta(days=3))


def test_what_was_given_back_or_given_up_is_not_spent(house):
    anna = person("anna")
    tell(anna, "order.placed", order="1", total=rub(5000))
    tell(anna, "refund", 1, order="1", amount=rub(1290))
    tell(anna, "order.placed", 2, order="2", total=rub(900))
    tell(anna, "order.cancelled", 3, order="2")
    tell(anna, "purchase", 4, total=rub(100))
    assert (row(anna).orders, row(anna).spent) == (2, Decimal(3810))


def test_a_batch_told_twice_counts_once(house):
    anna = person("anna")
    back = Moment(identity_id=anna.pk, kind="refund", data={"order": "1", "amount": rub(10)})
    placed = Moment(identity_id=anna.pk, kind="order.placed", data={"order": "1", "total": rub(100)})
    append([placed, back])
    append([placed, back])
    assert row(anna).spent == Decimal(90)


def test_a_rating_and_the_last_moment_show_on_the_customer(house):
    anna = person("anna")
    append([Moment(identity_id=anna.pk, kind="rating", data={"score": 2, "scale": "csat"})])
    append([Moment(identity_id=anna.pk, kind="visit", data={})])
    assert (row(anna).mood, row(anna).last_kind) == (2, "visit")


def test_merged_customers_stand_together_and_apart_again_when_undone(house):
    anna, boris = person("anna"), person("boris")
    tell(anna, "order.placed", order="1", total=rub(100))
    tell(boris, "order.placed", order="2", total=rub(50))
    append([Moment(identity_id=boris.pk, kind="rating", data={"score": 5, "scale": "csat"})])
    ours, theirs = Customer.objects.get(pk=anna.customer_id), Customer.objects.get(pk=boris.customer_id)
    done = merge(into=ours, source=theirs)
    assert (row(anna).orders, row(anna).spent, row(anna).mood) == (2, Decimal(150), 5)
    assert len(holdings.of(identity_ids(ours.pk))) == 2
    undo(merge=done)
    assert (row(anna).orders, row(anna).spent, row(anna).mood) == (1, Decimal(100), 0)
    assert (row(boris).orders, row(boris).spent, row(boris).mood) == (1, Decimal(50), 5)


def test_a_subscription_and_a_product_are_kept_by_their_own_numbers(house):
    anna = person("anna")
    tell(anna, "subscription.started", subscription="s1", name="Охрана", price=rub(490), until="2026-12-01")
    tell(anna, "subscription.cancelled", 9, subscription="s1")
    tell(anna, "product.installed", 1, product="p1", name="Хаб «Уклад 2»")
    held = {one.sort: one for one in holdings.of([anna.pk])}
    assert (held["subscription"].state, held["subscription"].name) == ("cancelled", "Охрана")
    assert (held["product"].state, held["product"].name) == ("installed", "Хаб «Уклад 2»")
    assert row(anna).orders == 0
