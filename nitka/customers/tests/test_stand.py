"""What happened is told to customers' rows without waiting for who holds them."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Heard, hear
from nitka.customers.models import Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace


@pytest.mark.django_db(transaction=True)
def test_a_message_passes_by_a_customer_whom_another_transaction_holds_and_a_rating_waits() -> None:
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        anna = Customer.objects.create(name="Анна")
        chat = Identity.objects.create(customer=anna, kind="visitor", value="f766", status="verified")
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("select set_config('nitka.workspace', %s, true)", [str(workspace.pk)])
        cursor.execute("select 1 from customers_customer where id = %s for update", [anna.pk])
        assert cursor.fetchone()
    try:
        with in_workspace(workspace.pk), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '100ms'")
            hear([Heard(chat.pk, clock.now(), "message.out")])
            with pytest.raises(OperationalError), transaction.atomic():
                hear([Heard(chat.pk, clock.now(), "rating", 1)])
    finally:
        other.rollback()
        other.close()
    with in_workspace(workspace.pk):
        hear([Heard(chat.pk, clock.now(), "message.out")])
        anna.refresh_from_db()
    assert (anna.last_kind, anna.mood) == ("message.out", 0)
