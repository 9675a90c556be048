"""`group` calls become companies and who is with them; what is not kept says so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.customers.actions import archive_company, change_company, leave
from nitka.customers.belonging import companies_of
from nitka.customers.companies import Company, CompanyDomain
from nitka.customers.known import AttributeKind
from nitka.customers.models import Identity
from nitka.moments.collector import digest as digesting
from nitka.moments.collector.sources import set_source
from nitka.moments.collector.tests.factories import event, tell
from nitka.moments.models import Arrival, Moment

pytestmark = pytest.mark.django_db(transaction=True)


def group(key: str, user: str, **traits) -> dict:
    return event("group", userId=user, groupId=key, traits=traits)


def known(key: str, sort: str) -> None:
    AttributeKind.objects.create(key=key, sort=sort)


def names_of(user: str) -> list[str]:
    customer = Identity.objects.get(kind="user", value=user).customer_id
    return [name for _id, name, _role in companies_of([customer]).get(customer, [])]


def notes() -> list[list[str]]:
    return [note for row in Arrival.objects.filter(notes__isnull=False).order_by("id") for note in row.notes]


def test_a_group_makes_a_company_with_its_name_hosts_and_people(source, inside):
    tell(source, group("7", "u1", name="Ромашка", website="https://www.romashka.example/about"), group("7", "u2"))
    assert Company.objects.get().name == "Ромашка"
    assert CompanyDomain.objects.get().domain == "romashka.example"
    assert names_of("u1") == names_of("u2") == ["Ромашка"]
    assert Moment.objects.filter(kind="group").count() == 2
    assert notes() == []


def test_the_same_company_again_is_the_same_and_its_newer_name_holds(source, inside):
    tell(source, group("7", "u1", name="Ромашка"))
    tell(source, group("7", "u1", name="Ромашка и Ко"), group("8", "u1", name="Лютик"))
    assert names_of("u1") == ["Лютик", "Ромашка и Ко"]
    assert Company.objects.count() == 2


def test_a_name_that_somebody_chose_stays(source, inside):
    tell(source, group("7", "u1", name="romashka llc"))
    change_company(company=Company.objects.get(), name="Ромашка")
    tell(source, group("7", "u1", name="ROMASHKA LLC"))
    assert Company.objects.get().name == "Ромашка"


def test_two_sources_may_call_two_companies_alike(source, page, inside):
    tell(source, group("7", "u1", name="Ромашка"))
    tell(page, group("7", "u1", name="Лютик"))
    assert names_of("u1") == ["Лютик", "Ромашка"]


def test_who_was_taken_out_by_hand_stays_out(source, inside):
    tell(source, group("7", "u1", name="Ромашка"))
    leave(company=Company.objects.get(), customer=Identity.objects.get(kind="user", value="u1").customer)
    tell(source, group("7", "u1", name="Ромашка"))
    assert names_of("u1") == []


def test_what_of_a_group_is_not_kept_is_said_on_the_live_page(source, page, inside):
    tell(page, group("7", "u1", name="Ромашка", domain="romashka.example", industry="cranes"))
    assert notes() == [["domain", "domain_unproven"], ["industry", "company_attribute"]]
    tell(source, group("8", "u1", name="Лютик", domain="gmail.com"))
    tell(source, group("9", "u1", domain="lutik.example"), group("8", "u1", domain="lutik.example"))
    assert notes()[2:] == [["domain", "no_domain"], ["domain", "domain_taken"]]


def test_a_company_in_the_archive_takes_nobody(source, inside):
    tell(source, group("7", "u1", name="Ромашка"))
    archive_company(company=Company.objects.get())
    tell(source, group("7", "u2", name="Ромашка"))
    assert names_of("u2") == []
    assert notes() == [["group", "company_archived"]]


def test_traits_that_do_not_fit_are_said_with_the_reason(source, inside):
    known("points", "number")
    tell(source, event("identify", userId="u1", traits={"points": "five", "имя_кота": "Мурка", "plan": "pro"}))
    assert notes() == [["points", "other_sort"], ["имя_кота", "no_key"], ["plan", "waiting"]]


def test_groups_cost_a_fixed_number_of_statements(source, inside, monkeypatch):
    counts = []
    inner = digesting.digest

    def counted(items):
        with CaptureQueriesContext(connection) as asked:
            inner(items)
        counts.append(len(asked))

    monkeypatch.setattr(digesting, "digest", counted)
    tell(source, *(group(f"a{n}", f"u{n}", name=f"A{n}", domain=f"a{n}.example") for n in range(3)))
    tell(source, *(group(f"b{n}", f"v{n}", name=f"B{n}", domain=f"b{n}.example") for n in range(60)))
    assert counts[0] == counts[1]


def test_the_categories_of_a_consent_manager_mean_what_the_source_says(source, inside):
    set_source(source=source, consents={"c0002": "analytics"}, per_second=100)
    said = {"consent": {"categoryPreferences": {"C0002": False}}}
    tell(source, event(userId="u1", event="Seen", context=said))
    assert not Moment.objects.exists()
    assert Arrival.objects.get().reason == "no_consent"
