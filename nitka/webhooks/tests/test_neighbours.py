"""Two companies on one installation: what happens at one is told to its own endpoints alone."""

import pytest

from nitka.accounts.tests.factories import workspace
from nitka.customers.actions import Claim, enter
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.webhooks.actions.spread import spread_once
from nitka.webhooks.models import Delivery, Happening, Message
from nitka.webhooks.tests.factories import endpoint

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_companys_news_go_to_its_own_endpoints_and_none_is_lost():
    houses = [workspace(), workspace()]
    ends = [endpoint(house, f"https://{n}.example/hook", ["customer.created"]) for n, house in enumerate(houses)]
    made = []
    for n, house in enumerate(houses):
        with in_workspace(house.pk):
            made.append(enter(claims=[Claim("email", f"{n}@shop.example")], name=f"К{n}")[0])
    with as_role("worker"):
        while spread_once():
            pass
    for house, end, customer in zip(houses, ends, made, strict=True):
        with in_workspace(house.pk):
            (told,) = Delivery.objects.select_related("message")
            assert (told.endpoint_id, told.message.about_id) == (end.pk, customer.pk)
            assert Message.objects.count() == 1
            assert not Happening.objects.exists()
