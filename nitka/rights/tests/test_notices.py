"""Who keeps the register hears of a request three days before its day and once it has passed."""

from datetime import timedelta

import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices.actions.queue import sweep_all
from nitka.notices.models import Notice
from nitka.rights.actions import close, receive
from nitka.rights.notices import named

pytestmark = pytest.mark.django_db(transaction=True)


class House:
    def __init__(self) -> None:
        self.shop = accounts.workspace()
        self.owner = accounts.member(self.shop, role=Role.OWNER)
        accounts.member(self.shop, role=Role.MANAGER)
        with in_workspace(self.shop.pk):
            anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
            self.request = receive(customer=anna, kind="export", way="letter", member=self.owner)

    def told(self) -> list[tuple[str, int]]:
        with in_workspace(self.shop.pk):
            return sorted(Notice.objects.filter(member_id=self.owner.pk).values_list("kind", "count"))


@pytest.fixture
def house():
    made = House()
    sweep(clock.now())
    return made


def sweep(at) -> None:
    with clock.travel(at), as_role("worker"):
        sweep_all()


def test_three_days_ahead_and_overdue_each_once_and_only_who_keeps_it(house):
    due, minute = house.request.due_at, timedelta(minutes=1)
    sweep(due - timedelta(days=3) - minute)
    assert house.told() == []
    sweep(due - timedelta(days=3) + minute)
    sweep(due - timedelta(days=3) + 2 * minute)
    assert house.told() == [("rights", 1)]
    sweep(due - minute)
    assert house.told() == [("rights", 1)]
    sweep(due + minute)
    sweep(due + timedelta(days=1))
    assert house.told() == [("overdue", 1), ("rights", 1)]
    with in_workspace(house.shop.pk):
        assert set(Notice.objects.values_list("member_id", flat=True)) == {house.owner.pk}
        called = named(house.owner, [house.request.pk])[house.request.pk]
        assert called.title == "Anna"
        assert called.path == f"settings/rights/{house.request.pk}/"


def test_what_was_done_in_time_is_told_to_nobody(house):
    with in_workspace(house.shop.pk):
        close(request=house.request, state="done", by=house.owner)
    sweep(house.request.due_at - timedelta(days=2, hours=23))
    sweep(house.request.due_at + timedelta(minutes=1))
    assert house.told() == []
