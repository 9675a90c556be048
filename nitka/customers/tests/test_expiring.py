"""Attributes that are kept for some days only: what outlives them goes at night, and what went is written down."""

from datetime import UTC, datetime, timedelta

import pytest

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests import factories
from nitka.customers.actions import Claim, Trait, change_attribute, describe_all, drop_attribute, enter, keep_attribute
from nitka.customers.changes import Before, Change
from nitka.customers.expiring import expire_due
from nitka.customers.known import Attribute, AttributeKind, Removal
from nitka.imports.models import Import, Trace
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.segments.tests.factories import follow, inside, of

pytestmark = pytest.mark.django_db(transaction=True)
BEGAN = datetime(2026, 9, 1, 12, tzinfo=UTC)


def night(days: int) -> datetime:
    return (BEGAN + timedelta(days=days)).replace(hour=3)


def expire(at: datetime) -> int:
    with clock.travel(at), as_role("worker"):
        return expire_due()


@pytest.fixture
def company():
    return factories.workspace()


@pytest.fixture
def anna(company):
    with in_workspace(company.id), clock.travel(BEGAN):
        return enter(claims=[Claim("email", "anna@example.org")], name="Anna")[0]


def told(company, customer, value, at, key="pet"):
    with in_workspace(company.id):
        describe_all([Trait(customer.pk, key, value, at)], origin="collector")


def kept(company, days, at=BEGAN, key="pet"):
    with in_workspace(company.id), clock.travel(at):
        kind = AttributeKind.objects.get(key=key)
        keep_attribute(kind=kind, name="", purpose="To greet", owner_id=None, personal=True, keep_days=days)


def held(company, key="pet"):
    with in_workspace(company.id):
        return list(Attribute.objects.filter(key=key).values_list("value", flat=True))


def test_a_value_goes_in_the_night_after_its_days_and_not_before(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    assert expire(night(30)) == 0
    assert held(company) == ["cat"]
    assert expire(night(31)) == 1
    assert held(company) == []


def test_what_is_said_again_begins_anew_even_if_it_is_the_same(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    told(company, anna, "cat", BEGAN + timedelta(days=20))
    assert expire(night(40)) == 0
    assert expire(night(51)) == 1


def test_new_days_hold_from_the_next_night_on_and_by_day_nothing_goes(company, anna):
    told(company, anna, "cat", BEGAN)
    set_at = BEGAN + timedelta(days=100)
    kept(company, 30, set_at)
    assert expire(set_at + timedelta(minutes=10)) == 0
    assert expire(set_at + timedelta(hours=12)) == 0
    assert expire(night(102)) == 1


def test_a_night_that_was_slept_through_is_made_up_by_day(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    assert expire(BEGAN + timedelta(days=33)) == 1


def test_what_went_is_counted_by_night_and_stands_in_the_audit(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    expire(night(31))
    with in_workspace(company.id):
        row = Removal.objects.get()
        assert (row.key, row.day, row.customers, row.days) == ("pet", night(31).date(), 1, 30)
        assert AuditEntry.objects.get(verb="attribute.expired").detail == {"key": "pet", "n": "1"}
    expire(night(32))
    with in_workspace(company.id):
        assert Removal.objects.count() == 1


def test_thousands_go_chunk_by_chunk(company, anna, monkeypatch):
    monkeypatch.setattr("nitka.customers.expiring.CHUNK", 2)
    with in_workspace(company.id):
        people = [enter(claims=[Claim("email", f"a{n}@example.org")])[0] for n in range(5)]
    for one in people:
        told(company, one, "cat", BEGAN)
    told(company, anna, "dog", BEGAN + timedelta(days=15))
    kept(company, 30)
    assert expire(night(31)) == 5
    assert held(company) == ["dog"]
    with in_workspace(company.id):
        assert Removal.objects.get().customers == 5


def test_whoever_had_it_leaves_the_segments_that_ask_for_it(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    with in_workspace(company.id):
        segment = of("Pets", {"is": "attribute", "key": "pet", "op": "known"})
    with clock.travel(night(31)):
        follow()
        with in_workspace(company.id):
            assert inside(segment) == {"Anna"}
    expire(night(31))
    with clock.travel(night(31) + timedelta(minutes=1)):
        follow()
    with in_workspace(company.id):
        assert inside(segment) == set()


def test_no_copy_that_is_kept_for_taking_things_back_outlives_the_days(company, anna):
    told(company, anna, "cat", BEGAN)
    kept(company, 30)
    with in_workspace(company.id), clock.travel(BEGAN + timedelta(days=29)):
        chief = factories.member(company, role="owner")
        change_attribute(by=chief, query="", ticked=[anna.pk], key="pet", value="dog")
        loaded = Import.objects.create(member_id=chief.pk, name="a.csv", size=1, mapping=["email", "own:pet"])
        before = {"pet": {"value": "cat", "plain": "cat", "origin": "api", "at": BEGAN.isoformat()}, "shoe": None}
        Trace.objects.create(of=loaded, number=1, outcome="changed", customer_id=anna.pk, before=before)
    assert expire(night(31)) == 0
    with in_workspace(company.id):
        assert (Before.objects.count(), Change.objects.get().value) == (0, "dog")
        assert Trace.objects.get().before == {"shoe": None}
    assert expire(night(60)) == 1
    with in_workspace(company.id):
        assert (Change.objects.get().value, Change.objects.get().plain) == (None, None)


def test_a_dropped_attribute_lies_in_no_copy_either(company, anna):
    told(company, anna, "cat", BEGAN)
    with in_workspace(company.id):
        chief = factories.member(company, role="owner")
        change_attribute(by=chief, query="", ticked=[anna.pk], key="pet", value="dog")
        drop_attribute(key="pet")
        assert not Before.objects.exists()
        assert Change.objects.get().value is None
