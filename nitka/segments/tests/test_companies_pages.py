"""Segments of companies where people meet them: the builder, its page, the companies' list and page."""

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import affiliate, found_company
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions import make_segment
from nitka.segments.models import Segment
from nitka.segments.tests.factories import follow, person, refresh

pytestmark = pytest.mark.django_db(transaction=True)
MANY = {"of": "companies", "all": [{"is": "people", "at_least": 2}]}
FORM = {"n.of": "companies", "n.is": "all", "n.0.is": "people", "n.0.bound": "at_least", "n.0.n": "2"}


@pytest.fixture
def house():
    house = accounts.workspace()
    with in_workspace(house.pk):
        warm, cold = found_company(name="Тепло"), found_company(name="Холод")
        for name, firm in (("anna", warm), ("boris", warm), ("vera", cold)):
            affiliate(company=firm, customer=person(name).customer)
    refresh()
    return house


@pytest.fixture
def browser(house):
    client = Client()
    client.force_login(accounts.member(house, role=Role.OWNER).user)
    return client


def at(house, path):
    return f"/w/{house.slug}/{path}"


def test_the_builder_offers_what_companies_are_asked_and_counts_them(house, browser):
    page = browser.get(at(house, "segments/new/"), {"of": "companies"}).content.decode()
    assert "Подходят компании" in page
    assert 'value="add::firm_people"' in page
    assert 'value="add::contact"' not in page
    page = browser.post(at(house, "segments/new/"), {**FORM, "do": "add::firm_name"}).content.decode()
    assert 'name="n.of" value="companies"' in page
    assert 'name="n.1.value"' in page
    fits, almost = browser.post(at(house, "segments/new/"), FORM).content.decode().split("Почти подходят")
    assert ("Тепло" in fits, "Холод" in fits, "Холод" in almost) == (True, False, True)


def test_a_segment_of_companies_is_saved_shown_and_narrows_the_list(house, browser):
    answer = browser.post(at(house, "segments/new/"), {**FORM, "name": "Крупные", "do": "save"})
    assert answer.status_code == 302
    with in_workspace(house.pk):
        kept = Segment.objects.get()
        assert (kept.of, kept.definition) == ("companies", {"version": 1, **MANY})
    follow()
    page = browser.get(answer["Location"]).content.decode()
    assert ("Тепло" in page, "Холод" in page) == (True, False)
    assert "компания" in page
    listed = browser.get(at(house, "customers/companies/"), {"segment": str(kept.pk)}).content.decode()
    assert ("Тепло" in listed, "Холод" in listed) == (True, False)
    assert "Холод" in browser.get(at(house, "customers/companies/"), {"segment": "nonsense"}).content.decode()
    with in_workspace(house.pk):
        warm = kept.companies.get().company_id
    assert "Крупные" in browser.get(at(house, f"customers/companies/{warm}/")).content.decode()
    changed = browser.get(at(house, f"segments/{kept.pk}/edit/")).content.decode()
    assert 'name="n.of" value="companies"' in changed


def test_nothing_typed_of_companies_is_lost_when_it_is_wrong(house, browser):
    answer = browser.post(at(house, "segments/new/"), {**FORM, "n.0.n": "много", "name": "Крупные", "do": "save"})
    assert answer.status_code == 422
    assert 'value="много"' in answer.content.decode()
    assert browser.post(at(house, "segments/new/"), {**FORM, "n.of": "shops", "do": "save"}).status_code == 422


def test_segments_of_companies_are_not_offered_for_people(house, browser):
    with in_workspace(house.pk):
        make_segment(name="Крупные", definition=MANY)
    assert "Крупные" not in browser.get(at(house, "customers/")).content.decode()
    words = {"n.is": "all", "n.0.is": "segment"}
    assert "Крупные" not in browser.post(at(house, "segments/new/"), words).content.decode()
    assert "Крупные" in browser.post(at(house, "segments/new/"), {"n.of": "companies", **words}).content.decode()


def test_pages_cost_the_same_however_many_companies_there_are(house, browser, django_assert_max_num_queries):
    with in_workspace(house.pk):
        kept = make_segment(name="Все", definition={"of": "companies", "all": [{"is": "people", "at_most": 99}]})
        for n in range(15):
            found_company(name=f"Ещё {n}")
    refresh()
    follow()
    browser.get(at(house, "segments/"))
    for path, most in (("segments/", 26), (f"segments/{kept.pk}/", 26), (f"segments/{kept.pk}/edit/", 26)):
        with django_assert_max_num_queries(most):
            assert browser.get(at(house, path)).status_code == 200
