"""What the demo's customers did in the past months."""

from datetime import timedelta
from random import Random

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import account_of
from nitka.customers.models import Customer
from nitka.demo.life import lived
from nitka.demo.people import Person
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import ensure_partitions
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_customer_is_known_since_what_they_did_first() -> None:
    workspace, now = accounts.workspace(), clock.now()
    ensure_partitions(since=now - timedelta(days=91), until=now)
    with in_workspace(workspace.pk):
        people = [Person(f"К{n}", f"k{n}@mail.example", "ru") for n in range(4)]
        lived(Random(1), people, now, share=1)
        for customer in Customer.objects.all():
            first = Moment.objects.filter(identity_id=account_of(customer).pk).order_by("at")[0]
            assert first.at - timedelta(days=1) < customer.created_at <= first.at < now - timedelta(days=1)
