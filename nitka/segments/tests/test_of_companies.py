"""Segments of companies: what is asked of them, membership that follows, pages, the list, the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    affiliate,
    archive_company,
    change_company,
    found_company,
    merge,
    restore_company,
    undo,
)
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.models import Company
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions import (
    WrongDefinition,
    archive_segment,
    change_segment,
    fill_segment,
    gather,
    make_ready,
    make_segment,
)
from nitka.segments.actions.gather import LATER
from nitka.segments.actions.nightly import round_
from nitka.segments.actions.revisit import PAUSE
from nitka.segments.definition import read
from nitka.segments.definition.called import Called
from nitka.segments.definition.words import said
from nitka.segments.judging.preview import preview
from nitka.segments.models import CompanyMembership, CompanyPassage, Recount, Segment, Touch, Why
from nitka.segments.queries import ready_made
from nitka.segments.tests.factories import follow, of, person, refresh, rub, tell
from nitka.segments.tests.traffic import rate

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(minutes=1)


@pytest.fixture
def house():
    return accounts.workspace()


def of_firms(name, *conditions, how="all"):
    return make_segment(name=name, definition={"of": "companies", how: list(conditions)})


def found(*conditions, how="all"):
    """The names of the companies that fit."""
    refresh_here()
    seen = preview(read({"of": "companies", how: list(conditions)}))
    assert seen.exact
    return {one.name for one in Company.objects.filter(pk__in=seen.people)}


def refresh_here():
    while refresh_stale():
        pass


def keep_up(after=SOON):
    """What the worker does of all until nothing is left, from a moment later on."""
    for pause in range(3):
        with clock.travel(clock.now() + after + pause * PAUSE):
            refresh()
            follow()


def inside(segment):
    keys = CompanyMembership.objects.filter(segment_id=segment.pk).values("company_id")
    return set(Company.objects.filter(pk__in=keys).values_list("name", flat=True))


def firm(name, *people, domains=()):
    made = found_company(name=name, domains=domains)
    for one in people:
        affiliate(company=made, customer=one.customer)
    return made


def test_a_company_is_asked_about_itself_and_about_its_people_together(house):
    with in_workspace(house.pk):
        anna, boris, vera = person("anna"), person("boris"), person("vera")
        firm("Тепло", anna, boris, domains=["teplo.example"])
        firm("Холод", vera)
        firm("Никто")
        tell(anna, "order.placed", 3, order="1", total=rub(3000))
        tell(boris, "order.placed", 2, order="2", total=rub(4000))
        tell(vera, "order.placed", 1, order="3", total=rub(6000))
        tell(anna, "visit", 1)
        tell(boris, "visit", 1)
        rate(boris, 1)
        assert found({"is": "name", "op": "contains", "value": "ТЕПЛ"}) == {"Тепло"}
        assert found({"is": "name", "op": "is_not", "value": "Тепло"}) == {"Холод", "Никто"}
        assert found({"is": "domain", "value": "teplo.example"}) == {"Тепло"}
        assert found({"is": "domain", "op": "is_not", "value": "teplo.example"}) == {"Холод", "Никто"}
        assert found({"is": "people", "at_least": 2}) == {"Тепло"}
        assert found({"is": "people", "at_most": 0}) == {"Никто"}
        assert found({"is": "money", "at_least": 6500, "currency": "RUB"}) == {"Тепло"}
        assert found({"is": "money", "measure": "largest", "at_least": 5000, "currency": "RUB"}) == {"Холод"}
        assert found({"is": "money", "measure": "count", "at_least": 2, "days": 30}) == {"Тепло"}
        assert found({"is": "moment", "kinds": ["visit"], "at_least": 2, "days": 30}) == {"Тепло"}
        assert found({"is": "moment", "kinds": ["visit"], "at_most": 0}) == {"Холод", "Никто"}
        assert found({"is": "rating", "measure": "last", "at_most": 2}) == {"Тепло"}
        assert found({"is": "owner", "has": False}) == {"Тепло", "Холод", "Никто"}
        assert found({"is": "field", "key": "created", "days": 1}) == {"Тепло", "Холод", "Никто"}
        many, rich = {"is": "people", "at_least": 2}, {"is": "money", "at_least": 5000, "currency": "RUB"}
        assert found({"none": [many]}, rich) == {"Холод"}
        assert found(many, {"is": "people", "at_most": 0}, how="any") == {"Тепло", "Никто"}


def test_membership_follows_what_its_people_do_and_history_says_so(house):
    with in_workspace(house.pk):
        rich = of_firms("Крупные", {"is": "money", "at_least": 5000, "currency": "RUB", "days": 30})
        anna = person("anna")
        warm = firm("Тепло", anna)
    keep_up()
    with in_workspace(house.pk):
        assert inside(rich) == set()
        tell(anna, "order.placed", 1, order="1", total=rub(9000))
    keep_up(SOON * 2)
    with in_workspace(house.pk):
        assert inside(rich) == {"Тепло"}
        assert Segment.objects.get(pk=rich.pk).size == 1
    keep_up(timedelta(days=40))  # time alone takes it out
    with in_workspace(house.pk):
        assert inside(rich) == set()
        told = CompanyPassage.objects.filter(segment_id=rich.pk, company_id=warm.pk).order_by("id")
        assert [(one.entered, one.why) for one in told] == [(True, "changed"), (False, "time")]


def test_what_a_company_is_itself_is_followed(house):
    with in_workspace(house.pk):
        named = of_firms("На Т", {"is": "name", "op": "contains", "value": "т"})
        firm("Тепло")
    keep_up()
    with in_workspace(house.pk):
        assert inside(named) == {"Тепло"}
        warm = Company.objects.get()
        change_company(company=warm, name="Холод")
    keep_up(SOON * 2)
    with in_workspace(house.pk):
        assert inside(named) == set()
        change_company(company=warm, name="Тепло")
        archive_company(company=warm)
    keep_up(SOON * 3)
    with in_workspace(house.pk):
        assert inside(named) == set()
        restore_company(company=warm)
    keep_up(SOON * 4)
    with in_workspace(house.pk):
        assert inside(named) == {"Тепло"}


def test_people_of_a_company_are_counted_in_a_segment_of_people(house):
    with in_workspace(house.pk):
        often = of("Часто", {"is": "moment", "kinds": ["visit"], "at_least": 1})
        lively = of_firms("Живые", {"is": "people", "at_least": 2, "segment": str(often.pk)})
        best = of_firms("Лучшие", {"is": "segment", "segment": str(lively.pk)})
        anna, boris = person("anna"), person("boris")
        firm("Тепло", anna, boris)
        tell(anna, "visit", 1)
    keep_up()
    with in_workspace(house.pk):
        assert inside(lively) == inside(best) == set()
        tell(boris, "visit", 1)
    keep_up(SOON * 2)
    with in_workspace(house.pk):
        assert inside(lively) == inside(best) == {"Тепло"}
        with pytest.raises(WrongDefinition):
            archive_segment(segment=often)


def test_what_happens_to_somebody_looks_at_their_company_and_at_no_other(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        warm, cold = firm("Тепло", anna), firm("Холод", boris)
        bought = of_firms("Купили", {"is": "money", "measure": "count", "at_least": 1, "days": 30})
    keep_up()
    with in_workspace(house.pk):
        # Whoever is not looked at stays, even where they should not be: the night will mend that
        CompanyMembership.objects.create(segment_id=bought.pk, company_id=cold.pk)
        tell(anna, "order.placed", 0, order="1", total=rub(100))
    follow()
    with in_workspace(house.pk):
        (waiting,) = Touch.objects.filter(by=LATER)
        assert waiting.what == {str(bought.pk): [str(warm.pk)]}
    with clock.travel(clock.now() + SOON):
        follow()
    with in_workspace(house.pk):
        assert inside(bought) == {"Тепло", "Холод"}
        told = CompanyPassage.objects.filter(segment_id=bought.pk)
        assert [(one.company_id, one.entered, one.why) for one in told] == [(warm.pk, True, Why.MOMENT)]
        bought.refresh_from_db()
        assert timedelta(days=29) < bought.refill_at - clock.now() < timedelta(days=31)
        fill_segment(segment=bought, why=Why.RECOUNT)
        assert inside(bought) == {"Тепло"}


def test_of_very_many_companies_at_once_all_are_judged(house, monkeypatch):
    monkeypatch.setattr(gather, "MOST", 1)
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        firm("Тепло", anna)
        firm("Холод", boris)
        bought = of_firms("Купили", {"is": "money", "measure": "count", "at_least": 1})
    keep_up()
    with in_workspace(house.pk):
        for one in (anna, boris):
            tell(one, "order.placed", 0, order=one.value, total=rub(100))
    keep_up()
    with in_workspace(house.pk):
        assert inside(bought) == {"Тепло", "Холод"}


def test_ready_made_ones_of_companies_are_there_where_companies_are(house):
    with in_workspace(house.pk):
        assert not any(code.startswith("firms") for code in ready_made())
        firm("Тепло", person("anna"))
        assert {"firms_new", "firms_nobodys"} <= set(ready_made())
        make_ready()
        assert ready_made() == []
    keep_up()
    with in_workspace(house.pk):
        assert inside(Segment.objects.get(ready="firms_new")) == {"Тепло"}


def test_a_merge_and_its_undoing_move_what_is_together(house):
    with in_workspace(house.pk):
        visited = of_firms("Ходят", {"is": "moment", "kinds": ["visit"], "at_least": 1})
        anna, boris = person("anna"), person("boris")
        firm("Тепло", anna)
        tell(boris, "visit", 1)
    keep_up()
    with in_workspace(house.pk):
        assert inside(visited) == set()
        done = merge(into=anna.customer, source=boris.customer)
    keep_up(SOON * 2)
    with in_workspace(house.pk):
        assert inside(visited) == {"Тепло"}
        undo(merge=done)
    keep_up(SOON * 3)
    with in_workspace(house.pk):
        assert inside(visited) == set()


def test_a_nightly_recount_finds_nothing_to_mend(house):
    with in_workspace(house.pk):
        of_firms("Ходят", {"is": "moment", "kinds": ["visit"], "at_least": 1, "days": 30})
        anna = person("anna")
        firm("Тепло", anna)
        tell(anna, "visit", 1)
    keep_up()
    with clock.travel(clock.now() + SOON * 2), in_workspace(house.pk):
        round_()
    keep_up(SOON * 3)
    with in_workspace(house.pk):
        assert list(Recount.objects.values_list("missing", "extra")) == [(0, 0)]


def test_people_and_companies_are_not_mixed_up(house):
    with in_workspace(house.pk):
        people = of("Люди", {"is": "contact", "kind": "email"})
        firms = of_firms("Фирмы", {"is": "people", "at_least": 1})
        for definition in (
            {"all": [{"is": "people", "at_least": 1}]},
            {"all": [{"is": "segment", "segment": str(firms.pk)}]},
            {"of": "companies", "all": [{"is": "contact", "kind": "email"}]},
            {"of": "companies", "all": [{"is": "segment", "segment": str(people.pk)}]},
            {"of": "companies", "all": [{"is": "people", "at_least": 1, "segment": str(firms.pk)}]},
            {"of": "companies", "all": [{"is": "people", "at_least": 0}]},
            {"of": "companies", "all": [{"is": "people", "at_least": 1, "segment": str(uuid4())}]},
            {"of": "shops", "all": [{"is": "name", "value": "Тепло"}]},
            {"of": ["companies"], "all": []},
        ):
            with pytest.raises(WrongDefinition):
                make_segment(name="Не то", definition=definition)
        with pytest.raises(WrongDefinition):
            change_segment(segment=firms, definition={"all": [{"is": "contact", "kind": "email"}]})


def test_a_definition_is_said_in_words(house):
    with in_workspace(house.pk):
        often = of("Часто", {"is": "moment", "kinds": ["visit"]})
        tree = read({"of": "companies", "all": [
            {"is": "people", "at_least": 2, "segment": str(often.pk)}, {"is": "domain", "value": "teplo.example"},
        ]})  # fmt: skip
        with translation.override("en"):
            assert said(tree, Called()) == "People: 2 or more of “Часто” and domain: teplo.example"
        with translation.override("ru"):
            assert said(tree, Called()) == "Людей: 2 или больше из сегмента «Часто» и домен: teplo.example"
