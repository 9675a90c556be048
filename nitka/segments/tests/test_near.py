"""Who almost fits a definition, and what is in the way."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.models import Customer
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.definition import read
from nitka.segments.judging import preview as previewing
from nitka.segments.judging.near import SHOWN
from nitka.segments.judging.preview import preview
from nitka.segments.tests.factories import person, rub, tell

pytestmark = pytest.mark.django_db(transaction=True)
VISIT = {"is": "moment", "kinds": ["visit"]}
EMAIL = {"is": "contact", "kind": "email"}


@pytest.fixture(autouse=True)
def house():
    made = accounts.workspace()
    with in_workspace(made.pk):
        for name, visits in (("anna", 3), ("boris", 2), ("vera", 1)):
            for ago in range(visits):
                tell(person(name), "visit", ago)
        for _ in range(2):
            tell(person("gleb", "device"), "visit")
        yield made


def near(*conditions, how="all", **more):
    """Name → the part in the way and its figure."""
    found = preview(read({how: list(conditions)}), **more)
    called = dict(Customer.objects.values_list("pk", "name"))
    return [(called[one.customer], one.part, one.value) for one in found.near], found


def test_of_several_conditions_exactly_one_is_in_the_way_and_the_nearest_come_first():
    told, found = near(EMAIL, {**VISIT, "at_least": 3})
    assert told == [("boris", 1, 2), ("vera", 1, 1)]  # gleb has neither
    assert (found.count, found.almost, found.looked) == (1, 2, 4)
    told, _found = near(EMAIL, {**VISIT, "at_least": 2})
    assert told == [("vera", 1, 1), ("gleb", 0, None)]  # of who has none of it nobody knows how near they are


def test_of_one_condition_those_are_near_who_have_half_of_it():
    assert sorted(near({**VISIT, "at_least": 3})[0]) == [("boris", 0, 2), ("gleb", 0, 2)]
    assert near({**VISIT, "at_least": 5})[0] == [("anna", 0, 3)]
    assert near({"is": "moment", "kinds": ["call"]})[0] == []


def test_where_any_would_do_the_nearest_figure_is_named():
    tell(person("vera"), "order.placed", 1, order="1", total=rub(900))
    spent = {"is": "money", "at_least": 1000, "currency": "RUB"}
    told, found = near({**VISIT, "at_least": 3}, spent, how="any")
    assert told[0] == ("vera", 1, 900)
    assert ("boris", 0, 2) in told
    assert found.almost == 3


def test_whom_one_thing_keeps_out_of_none_of_several_is_near():
    told, _found = near({**VISIT, "at_least": 3}, EMAIL, how="none")
    assert sorted(told) == [("boris", 1, None), ("vera", 1, None)]  # anna is kept out twice, gleb fits


def test_days_of_silence_are_counted():
    with clock.travel(clock.now() + timedelta(days=25)):
        told, _found = near({"is": "field", "key": "last", "op": "not_within", "days": 30})
    assert {value for _name, _part, value in told} == {25}


def test_a_sample_says_how_many_were_looked_at(monkeypatch):
    monkeypatch.setattr(previewing, "EXACT_MOST", 0)
    told, found = near(EMAIL, {**VISIT, "at_least": 3})
    assert told == [("boris", 1, 2), ("vera", 1, 1)]
    assert (found.exact, found.almost, found.looked) == (False, 2, 4)


def test_only_a_few_are_shown():
    for n in range(SHOWN + 3):
        tell(person(f"p{n}"), "visit")
    told, found = near(EMAIL, {**VISIT, "at_least": 3})
    assert (len(told), found.almost) == (SHOWN, SHOWN + 5)
