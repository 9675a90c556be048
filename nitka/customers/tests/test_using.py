"""Who used an attribute within 90 days; what nobody used is marked, what a segment asks for is not dropped unseen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.actions import create_token
from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import using
from nitka.customers.actions import Claim, describe, enter, save_view
from nitka.customers.known import Attribute, AttributeKind, AttributeUse
from nitka.imports.models import Import
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.hooks.verbs import create_hook
from nitka.segments.tests.factories import of

pytestmark = pytest.mark.django_db(transaction=True)


class House:
    def __init__(self) -> None:
        self.shop = accounts.workspace(language="en")
        self.owner = accounts.member(self.shop, role=Role.OWNER)
        self.client = Client()
        self.client.force_login(self.owner.user)
        with in_workspace(self.shop.pk):
            self.anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
            describe(customer=self.anna, attributes={"pet": "cat", "shoe": 43})
            AttributeKind.objects.update(created_at=clock.now() - timedelta(days=200))
            self.kind = AttributeKind.objects.get(key="pet")

    def path(self, rest: str = "") -> str:
        return f"/w/{self.shop.slug}/{rest}"

    def get(self, rest: str) -> str:
        return self.client.get(self.path(rest), headers={"Accept-Language": "en"}).content.decode()

    def page(self) -> str:
        return self.get(f"settings/attributes/{self.kind.pk}/")

    def places(self) -> list[tuple[str, str]]:
        with in_workspace(self.shop.pk):
            return sorted(AttributeUse.objects.values_list("key", "place"))

    def idle(self) -> set[str]:
        with in_workspace(self.shop.pk):
            used = using.uses()
            return {kind.key for kind in AttributeKind.objects.all()
                    if using.is_idle(kind, used.get(kind.key, using.Uses()))}  # fmt: skip


@pytest.fixture
def house():
    using._noted.clear()
    return House()


def test_looking_at_a_column_narrowing_by_it_and_saving_it_are_uses(house):
    house.get("customers/")
    assert house.places() == []
    house.get("customers/?cols=pet&has=shoe%3D43")
    b"".join(house.client.post(house.path("customers/export/"), {"kind": "csv", "back": "?cols=shoe"}))
    assert house.places() == [("pet", "column"), ("shoe", "file"), ("shoe", "filter")]
    assert house.idle() == set()


def test_what_nobody_keeps_is_noted_nowhere(house):
    house.get("customers/?cols=nothing&has=nobody%3D1")
    assert house.places() == []


def test_a_day_costs_one_statement_however_often_it_is_looked_at(house):
    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            house.get("customers/?cols=pet,shoe")
        return sum("customers_attribute_use" in one["sql"] for one in asked)

    assert [writes(), writes(), writes()] == [1, 0, 0]
    with clock.travel(clock.now() + timedelta(days=1)):
        assert [writes(), writes()] == [1, 0]


def test_programs_get_all_attributes_so_that_it_says_nothing_of_one(house):
    _row, secret = create_token(workspace=house.shop, name="ours")
    Client().get("/api/v1/customers", headers={"Authorization": f"Bearer {secret}"})
    assert house.places() == [("pet", "api"), ("shoe", "api")]
    assert house.idle() == {"pet", "shoe"}
    assert "Read by programs" in house.page()


def test_after_90_days_it_is_idle_again_and_older_uses_are_forgotten(house):
    house.get("customers/?cols=pet,shoe")
    with clock.travel(clock.now() + timedelta(days=89)):
        assert house.idle() == set()
    with clock.travel(clock.now() + timedelta(days=91)):
        assert house.idle() == {"pet", "shoe"}
        with in_workspace(house.shop.pk):
            using.forget_old_uses()
        assert house.places() == []


def test_a_young_attribute_is_not_called_idle(house):
    with in_workspace(house.shop.pk):
        AttributeKind.objects.update(created_at=clock.now() - timedelta(days=80))
    assert house.idle() == set()


def test_the_page_names_what_asks_for_it_and_what_brings_it(house):
    assert "Nobody has used it for 90 days" in house.page()
    with in_workspace(house.shop.pk):
        of("Cat people", {"is": "attribute", "key": "pet", "op": "known"})
        save_view(by=house.owner, name="With pets", query="cols=pet", shared=True)
        save_view(by=house.owner, name="My secret list", query="has=pet%3Dcat", shared=False)
        Import.objects.create(member_id=house.owner.pk, name="pets.csv", size=1, mapping=["email", "own:pet:text"],
                              ran_at=clock.now())  # fmt: skip
        hook = create_hook(workspace=house.shop, name="Till", preset="")
        type(hook).objects.filter(pk=hook.pk).update(mapping='trait.pet: $.pet', on_at=clock.now())
    page = house.page()
    for named in ("Cat people", "With pets", "pets.csv", "Till"):
        assert named in page
    assert "My secret list" not in page
    assert "Nobody has used it" not in page


def test_one_that_segments_ask_for_goes_only_when_it_is_said_so(house):
    with in_workspace(house.shop.pk):
        of("Cat people", {"is": "attribute", "key": "pet", "op": "known"})
    drop = house.path(f"settings/attributes/{house.kind.pk}/drop/")
    answer = house.client.post(drop)
    assert answer.status_code == 422
    assert "Cat people" in answer.content.decode()
    with in_workspace(house.shop.pk):
        assert Attribute.objects.filter(key="pet").exists()
    assert house.client.post(drop, {"sure": "1"}).status_code == 302
    with in_workspace(house.shop.pk):
        assert not Attribute.objects.filter(key="pet").exists()
