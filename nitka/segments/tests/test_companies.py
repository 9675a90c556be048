"""Conditions on the company that somebody is with: what they find, and that membership follows."""

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, affiliate, change_company, found_company, identify, leave, merge
from nitka.customers.models import Affiliation
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions import spread
from nitka.segments.actions.nightly import round_
from nitka.segments.actions.touch import touch
from nitka.segments.definition import read
from nitka.segments.definition.names import CUSTOMER
from nitka.segments.judging.preview import preview
from nitka.segments.models import Recount, Touch, Why
from nitka.segments.tests.factories import follow, inside, of, person, refresh, rub, tell

pytestmark = pytest.mark.django_db(transaction=True)
RICH = {"is": "company", "where": [{"fact": "spent", "value": 8000, "currency": "RUB"}]}
MANY = {"is": "company", "where": [{"fact": "people", "value": 2}]}


@pytest.fixture
def house():
    return accounts.workspace()


def refresh_and_follow():
    """What the worker does of both until nothing is left."""
    refresh()
    follow()


def proven(name, host):
    """Somebody with a proven address at a host."""
    claim = Claim("email", f"{name}@{host}", name, status="verified")
    return identify([claim])[claim.key]


def found(*facts, **more):
    return preview(read({"all": [{"is": "company", "where": list(facts), **more}]})).count


def test_facts_are_of_one_and_the_same_company(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        warm, cold = found_company(name="Тепло", domains=["teplo.example"]), found_company(name="Холод")
        affiliate(company=warm, customer=anna.customer, role="Генеральный директор")
        affiliate(company=cold, customer=anna.customer, role="Гость")
        affiliate(company=cold, customer=boris.customer)
        director = {"fact": "role", "op": "contains", "value": "ДИРЕКТОР"}
        assert found(director) == 1
        assert found(director, {"fact": "name", "value": "тепло"}) == 1
        assert found(director, {"fact": "name", "value": "Холод"}) == 0
        assert found(director, has=False) == 1
        assert found(director, company=str(cold.pk)) == 0
        assert found({"fact": "name", "op": "is_not", "value": "Холод"}) == 1
        assert found({"fact": "domain", "value": "teplo.example"}) == 1
        assert found({"fact": "domain", "op": "contains", "value": "example"}) == 1
        assert found({"fact": "domain", "op": "is_not", "value": "teplo.example"}) == 2


def test_sums_are_those_that_lists_show(house):
    with in_workspace(house.pk):
        anna, boris, vera = person("anna"), person("boris"), person("vera")
        firm = found_company(name="Тепло")
        for one in (anna, boris):
            affiliate(company=firm, customer=one.customer)
            tell(one, "order.placed", 2, order=one.value, total=rub(5000))
        tell(vera, "order.placed", 2, order="v", total=rub(90000))
    refresh_and_follow()
    with in_workspace(house.pk):
        assert found({"fact": "spent", "value": 10000, "currency": "RUB"}) == 2
        assert found({"fact": "spent", "value": 10001, "currency": "RUB"}) == 0
        assert found({"fact": "spent", "op": "at_most", "value": 0, "currency": "EUR"}) == 2
        assert found({"fact": "people", "value": 2}) == 2
        assert found({"fact": "people", "value": 3}) == 0


def test_who_did_nothing_comes_and_goes_with_the_sums_of_their_company(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        firm = found_company(name="Тепло")
        for one in (anna, boris):
            affiliate(company=firm, customer=one.customer)
        rich, many = of("Крупные", RICH), of("Двое", MANY)
    refresh_and_follow()
    with in_workspace(house.pk):
        assert (inside(rich), inside(many)) == (set(), {"anna", "boris"})
        tell(anna, "order.placed", 0, order="1", total=rub(8000))
    refresh_and_follow()
    with in_workspace(house.pk):
        assert inside(rich) == {"anna", "boris"}
        tell(anna, "order.cancelled", 0, order="1")
    refresh_and_follow()
    with in_workspace(house.pk):
        assert inside(rich) == set()
        leave(company=firm, customer=boris.customer)
    refresh_and_follow()
    with in_workspace(house.pk):
        assert inside(many) == set()
        assert not Touch.objects.exists()


def test_a_companys_new_name_and_domains_are_followed_at_once(house):
    with in_workspace(house.pk):
        proven("anna", "teplo.example")
        firm = found_company(name="Тепло")
        warm = of("Тепло", {"is": "company", "where": [{"fact": "name", "op": "contains", "value": "тепло"}]})
        any_ = of("Организации", {"is": "company"})
    refresh_and_follow()
    with in_workspace(house.pk):
        assert (inside(warm), inside(any_)) == (set(), set())
        change_company(company=firm, domains=["teplo.example"])
    refresh_and_follow()
    with in_workspace(house.pk):
        assert (inside(warm), inside(any_)) == ({"anna"}, {"anna"})
        change_company(company=firm, name="Холод")
    refresh_and_follow()
    with in_workspace(house.pk):
        assert (inside(warm), inside(any_)) == (set(), {"anna"})
        change_company(company=firm, domains=[])
    refresh_and_follow()
    with in_workspace(house.pk):
        assert inside(any_) == set()
        round_()
    follow()
    with in_workspace(house.pk):
        assert list(Recount.objects.exclude(missing=0, extra=0)) == []


def test_a_large_company_is_judged_in_portions_and_waves(house, monkeypatch):
    monkeypatch.setattr(spread, "PORTION", 2)
    with in_workspace(house.pk):
        firm = found_company(name="Тепло")
        people = [person(f"p{n}") for n in range(5)]
        for one in people:
            affiliate(company=firm, customer=one.customer)
        rich = of("Крупные", RICH)
    refresh_and_follow()
    with in_workspace(house.pk):
        tell(people[0], "order.placed", 0, order="1", total=rub(9000))
    refresh()
    with in_workspace(house.pk):
        (touch,) = Touch.objects.filter(by="company")
        spread.spread([touch])
        assert sorted(len(one.what["company"]) for one in Touch.objects.filter(by="customer", what__has_key="company")) == [1, 2, 2]  # fmt: skip # noqa: E501
        assert spread.waits()
        touch.delete()
    follow()
    with in_workspace(house.pk):
        assert len(inside(rich)) == 5


def test_sums_that_no_segment_asks_for_write_nothing_of_people(house):
    with in_workspace(house.pk):
        anna = person("anna")
        affiliate(company=found_company(name="Тепло"), customer=anna.customer)
        of("Организации", {"is": "company"})
    refresh_and_follow()
    with in_workspace(house.pk):
        tell(anna, "order.placed", 0, order="1", total=rub(9000))
    refresh()
    with in_workspace(house.pk):
        (touch,) = Touch.objects.filter(by="company")
        before = Touch.objects.count()
        spread.spread([touch])
        assert Touch.objects.count() == before


def test_what_changed_of_somebody_while_they_were_merged_is_judged_of_whoever_they_are_now(house):
    with in_workspace(house.pk):
        bosses = of("Директора", {"is": "company", "where": [{"fact": "role", "op": "contains", "value": "director"}]})
        anna, boris, firm = person("anna"), person("boris"), found_company(name="Тепло")
        was = anna.customer_id
        merge(into=boris.customer, source=anna.customer)
    follow()
    with in_workspace(house.pk):
        # Written by one who read before the merge, and committed after the merge was judged
        Affiliation.objects.create(company_id=firm.pk, identity_id=anna.pk, role="director")
        touch({CUSTOMER: [was]}, by="customer", why=Why.CHANGED)
    follow()
    with in_workspace(house.pk):
        assert inside(bosses) == {"boris"}
