"""Which segments are judged by one statement, and that they are then judged as each would be by itself."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import describe
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions.follow import take
from nitka.segments.judging.groups import MOST, grouped
from nitka.segments.models import Passage, Segment, Touch, Why
from nitka.segments.tests.factories import follow, inside, of, person, tell

VISIT, CITY = {"is": "moment", "kinds": ["visit"]}, {"is": "attribute", "key": "city", "value": "Тверь"}


def named(*tokens, trouble=""):
    return Segment(pk=uuid4(), workspace_id=uuid4(), name="", names=list(tokens), trouble=trouble)


def test_segments_that_hear_of_the_same_rare_thing_are_together():
    visits = [named("moment:visit", *also) for also in ((), ("customer",), ("customer", "rfm"))]
    orders = [named("moment:order.placed", *also) for also in ((), ("customer",), (), ("customer",), (), (), ())]
    groups = grouped([*orders, *visits])
    assert {one.pk for one in visits} <= {one.pk for one in next(g for g in groups if visits[0] in g)}
    assert sorted(one.pk for group in groups for one in group) == sorted(one.pk for one in [*orders, *visits])
    assert grouped([*visits, *reversed(orders)]) == groups


def test_a_group_is_never_too_large_and_one_in_trouble_is_alone():
    broken = named("moment:visit", trouble="it cannot be counted")
    groups = grouped([broken, *(named("moment:visit") for _ in range(2 * MOST + 1))])
    assert sorted(map(len, groups)) == [1, 1, MOST, MOST]
    assert [broken] in groups


@pytest.fixture
def house():
    return accounts.workspace()


@pytest.mark.django_db(transaction=True)
def test_what_moves_them_in_one_of_a_group_leaves_them_in_the_others(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        often, once = of("Часто", {**VISIT, "at_least": 2}), of("Один раз", {**VISIT, "at_most": 1}, VISIT)
        here, not_here = of("Из Твери", VISIT, CITY), of("Не из Твери", VISIT, {"none": [CITY]})
        tell(anna, "visit")
        tell(boris, "visit")
        describe(customer=anna.customer, attributes={"city": "Тверь"})
    follow()
    with in_workspace(house.pk):
        found = [inside(one) for one in (often, once, here, not_here)]
        assert found == [set(), {"anna", "boris"}, {"anna"}, {"boris"}]
        tell(anna, "visit")
        describe(customer=boris.customer, attributes={"city": "Тверь"})
    follow()
    with in_workspace(house.pk):
        found = [inside(one) for one in (often, once, here, not_here)]
        assert found == [{"anna"}, {"boris"}, {"anna", "boris"}, set()]
        whys = Passage.objects.filter(segment_id=not_here.pk, entered=False).values_list("why", flat=True)
        assert list(whys) == [Why.CHANGED]
        assert list(often.passages.values_list("why", flat=True)) == [Why.MOMENT]


@pytest.mark.django_db(transaction=True)
def test_segments_that_hear_of_the_same_need_no_statement_each(house):
    def statements():
        with in_workspace(house.pk):
            tell(person("anna"), "visit")
            with CaptureQueriesContext(connection) as asked:
                take(list(Touch.objects.all()))
            Touch.objects.all().delete()
        return len(asked)

    with in_workspace(house.pk):
        person("anna")
        for n in range(2):
            of(f"Часто {n}", {**VISIT, "at_least": 200 + n})
    follow()
    few = statements()
    with in_workspace(house.pk):
        for n in range(MOST - 2):
            of(f"Были {n}", {**VISIT, "at_least": 100 + n})
    follow()
    assert statements() == few
