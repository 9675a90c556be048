"""Each sort of condition, over everybody, over a few, and as time goes by."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    affiliate,
    describe,
    found_company,
    give_customers,
    merge,
    put_labels,
    save_label,
    undo,
)
from nitka.customers.models import Label
from nitka.customers.queries import survivor
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions import change_segment
from nitka.segments.actions.nightly import round_
from nitka.segments.definition import WrongDefinition, read
from nitka.segments.judging.preview import preview
from nitka.segments.models import Passage, Recount, Why
from nitka.segments.tests.factories import follow, inside, of, person, rub, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    return accounts.workspace()


def found(*conditions, how="all"):
    """Whom a definition finds: by a preview, and by a segment that the worker filled."""
    seen = preview(read({how: list(conditions)}))
    assert seen.exact
    return seen.count


def test_moments_are_counted_within_days_and_by_their_facts(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        for ago in (1, 20, 200):
            tell(anna, "visit", ago, page="/sale")
        tell(boris, "visit", 2, page="/help")
        visits = {"is": "moment", "kinds": ["visit"]}
        assert found({**visits}) == 2
        assert found({**visits, "at_least": 2, "days": 90}) == 1
        assert found({**visits, "at_least": 3, "days": 90}) == 0
        assert found({**visits, "at_most": 1, "days": 90}) == 1
        assert found({**visits, "where": [{"fact": "page", "op": "contains", "value": "SALE"}]}) == 1
        assert found({**visits}, how="none") == 0
        assert found({"is": "moment", "kinds": ["visit"], "at_most": 0, "days": 1}) == 2


def test_money_counts_an_order_once_and_leaves_out_what_was_given_up(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        tell(anna, "order.placed", 5, order="1", total=rub(7000))
        tell(anna, "order.placed", 4, order="2", total=rub(1000))
        tell(boris, "order.placed", 3, order="3", total=rub(9000))
        tell(boris, "order.cancelled", 2, order="3")
        assert found({"is": "money", "at_least": 8000, "currency": "RUB"}) == 1
        assert found({"is": "money", "at_least": 8001, "currency": "RUB"}) == 0
        assert found({"is": "money", "measure": "average", "at_least": 4000, "currency": "RUB"}) == 1
        assert found({"is": "money", "measure": "count", "at_most": 0}) == 1
        assert found({"is": "money", "at_least": 1, "currency": "EUR"}) == 0


def test_attributes_of_who_was_merged_are_the_survivors(house):
    with in_workspace(house.pk):
        anna, anya = person("anna"), person("anya")
        describe(customer=anna.customer, attributes={"points": 40, "city": "Мытищи", "since": "2026-01-05"})
        describe(customer=anya.customer, attributes={"points": 90, "tags": ["vip", "tea"]})
        assert found({"is": "attribute", "key": "points", "op": "at_least", "value": 50}) == 1
        assert found({"is": "attribute", "key": "city", "value": "мытищи"}) == 1
        assert found({"is": "attribute", "key": "tags", "op": "contains", "value": "VIP"}) == 1
        assert found({"is": "attribute", "key": "since", "op": "before", "value": "2026-02-01"}) == 1
        assert found({"is": "attribute", "key": "city", "op": "unknown"}) == 1
        merge(into=anna.customer, source=anya.customer)
        assert found({"is": "attribute", "key": "points", "op": "at_least", "value": 50}) == 0  # the survivor's own
        assert found({"is": "attribute", "key": "tags", "op": "known"}) == 1


def test_labels_and_owners_of_who_was_merged_are_the_survivors(house):
    keeper = accounts.member(house)
    with in_workspace(house.pk):
        anna, boris, _vera = (person(name).customer for name in ("anna", "boris", "vera"))
        wholesale = save_label(label=Label(name="Опт"))
        put_labels(customers=[boris], on=[wholesale], by=None)
        give_customers(customers=[boris], to=keeper, by=None)
        merge(into=anna, source=boris)
        assert found({"is": "label", "label": str(wholesale.pk)}) == 1
        assert found({"is": "label", "label": str(wholesale.pk), "has": False}) == 1
        assert found({"is": "owner"}) == 1
        assert found({"is": "owner", "owner": str(keeper.pk)}) == 1
        assert found({"is": "owner", "has": False}) == 1


def test_a_label_brings_in_and_without_it_they_leave(house):
    with in_workspace(house.pk):
        anna, wholesale = person("anna"), save_label(label=Label(name="Опт"))
        buyers = of("Оптовики", {"is": "label", "label": str(wholesale.pk)})
        put_labels(customers=[anna.customer], on=[wholesale], by=None)
    follow()
    with in_workspace(house.pk):
        assert inside(buyers) == {"anna"}
        put_labels(customers=[anna.customer], off=[wholesale], by=None)
    follow()
    with in_workspace(house.pk):
        assert inside(buyers) == set()


def test_contacts_companies_and_scores(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris", "phone_x")
        firm = found_company(name="Тепло", domains=[])
        affiliate(company=firm, customer=anna.customer)
        tell(anna, "order.placed", 5, order="1", total=rub(7000))
        round_()
        assert found({"is": "contact", "kind": "email"}) == 1
        assert found({"is": "contact", "kind": "email", "has": False}) == 1
        assert found({"is": "company"}) == 1
        assert found({"is": "company", "company": str(firm.pk), "has": False}) == 1
        assert found({"is": "rfm", "at_least": 3}) == 1
        assert found({"is": "consent", "purpose": "news", "stands": "none"}) == 2
        assert boris


def test_who_came_monthly_and_stopped(house):
    with in_workspace(house.pk):
        anna, boris = person("anna"), person("boris")
        for ago in (70, 101, 131):
            tell(anna, "visit", ago)
        for ago in (70, 71, 72):
            tell(boris, "visit", ago)
        lapsed = {"is": "lapsed", "kinds": ["visit"], "every": 30, "quiet": 60}
        assert found(lapsed) == 1
        assert found({**lapsed, "quiet": 80}) == 0


def test_a_moment_brings_in_and_time_takes_out(house):
    with in_workspace(house.pk):
        anna = person("anna")
        often = of("Часто", {"is": "moment", "kinds": ["visit"], "at_least": 2, "days": 30})
        silent = of("Молчат", {"is": "moment", "kinds": ["visit"], "at_most": 0, "days": 30})
        tell(anna, "visit", 20)
    follow()
    with in_workspace(house.pk):
        assert (inside(often), inside(silent)) == (set(), set())
        tell(anna, "visit", 10)
    follow()
    with in_workspace(house.pk):
        assert inside(often) == {"anna"}
    with clock.travel(clock.now() + timedelta(days=11)):
        follow()
        with in_workspace(house.pk):
            assert (inside(often), inside(silent)) == (set(), set())
    with clock.travel(clock.now() + timedelta(days=21)):
        follow()
        with in_workspace(house.pk):
            assert inside(silent) == {"anna"}
            whys = Passage.objects.filter(segment_id=often.pk).order_by("id").values_list("entered", "why")
            assert list(whys) == [(True, Why.MOMENT), (False, Why.TIME)]


def test_a_merge_and_its_undoing_judge_both(house):
    with in_workspace(house.pk):
        anna, anya = person("anna"), person("anya")
        twice = of("Дважды", {"is": "moment", "kinds": ["visit"], "at_least": 2})
        tell(anna, "visit", 3)
        tell(anya, "visit", 2)
        done = merge(into=anna.customer, source=anya.customer)
    follow()
    with in_workspace(house.pk):
        assert inside(twice) == {survivor(anna.customer_id).name}
        undo(merge=done)
    follow()
    with in_workspace(house.pk):
        assert inside(twice) == set()


def test_a_segment_follows_another(house):
    with in_workspace(house.pk):
        anna = person("anna")
        base = of("Основа", {"is": "moment", "kinds": ["visit"]})
        upon = of("Сверху", {"is": "segment", "segment": str(base.pk)})
        tell(anna, "visit")
    follow()
    with in_workspace(house.pk):
        assert inside(upon) == {"anna"}
        with pytest.raises(WrongDefinition):
            change_segment(segment=base, definition={"all": [{"is": "segment", "segment": str(upon.pk)}]})


def test_a_recount_finds_nothing_to_mend(house):
    with in_workspace(house.pk):
        tell(person("anna"), "visit")
        segment = of("Были", {"is": "moment", "kinds": ["visit"]})
    follow()
    with in_workspace(house.pk):
        round_()
    follow()
    with in_workspace(house.pk):
        (counted,) = Recount.objects.filter(segment_id=segment.pk)
        assert (counted.missing, counted.extra) == (0, 0)
        segment.refresh_from_db()
        assert segment.size == 1
