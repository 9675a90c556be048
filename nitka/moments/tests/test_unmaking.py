from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, identify
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.moments import holdings
from nitka.moments.actions import append, unmake
from nitka.moments.models import Moment
from nitka.segments.models import Touch

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def anna():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        claim = Claim("email", "anna@shop.example", "Анна")
        yield identify([claim])[claim.key]


def tell(who, kind, day, teller, **data):
    moment = Moment(identity_id=who.pk, kind=kind, at=START + timedelta(days=day), channel_id=teller, data=data)
    append([moment])
    return moment


def stands(who):
    customer = Customer.objects.get(pk=who.customer_id)
    return customer.orders, customer.spent, customer.last_kind, customer.last_at


def rub(amount):
    return {"amount": str(amount), "currency": "RUB"}


def test_orders_and_standing_are_as_if_the_moments_had_not_come(anna):
    till, file = uuid7(), uuid7()
    first = tell(anna, "order.placed", 0, till, order="1", total=rub(5000))
    before = stands(anna)
    came = [
        tell(anna, "order.delivered", 2, file, order="1"), tell(anna, "refund", 3, file, order="1", amount=rub(700)),
        tell(anna, "order.placed", 4, file, order="2", total=rub(900)),
    ]  # fmt: skip
    assert stands(anna)[:2] == (2, Decimal(5200))
    Touch.objects.all().delete()
    assert unmake([one.pk for one in came] + [first.pk], told_by=file) == 3
    assert stands(anna) == before
    (held,) = holdings.of([anna.pk])
    assert (held.key, held.state, held.refunded) == ("1", "placed", 0)
    assert {token for touch in Touch.objects.all() for token in touch.what} == {
        "moment:order.delivered", "moment:refund", "moment:order.placed",
    }  # fmt: skip


def test_of_whom_nothing_is_left_they_stand_as_made(anna):
    file = uuid7()
    came = tell(anna, "order.placed", 0, file, order="1", total=rub(5000))
    unmake([came.pk], told_by=file)
    customer = Customer.objects.get(pk=anna.customer_id)
    assert (customer.orders, customer.last_kind, customer.last_at) == (0, "", customer.created_at)


def test_the_app_deletes_no_moment_and_nobody_elses_workspace_is_reached(anna):
    file = uuid7()
    came = tell(anna, "order.placed", 0, file, order="1", total=rub(5000))
    other = accounts.workspace()
    with in_workspace(other.pk), connection.cursor() as cursor:
        cursor.execute("select nitka_unmake_moments(array[%s]::uuid[], %s)", [came.pk, file])
        assert cursor.fetchone() == (0,)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from moments_moment")
    assert unmake([came.pk], told_by=file) == 1
