from decimal import Decimal

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers import belonging, domains
from nitka.customers.actions import (
    Claim,
    Standing,
    WrongCompany,
    affiliate,
    archive_company,
    change_company,
    found_company,
    identify,
    leave,
    merge,
    rejoin,
    restore_company,
    stand,
    undo,
)
from nitka.customers.companies import CompanyDomain
from nitka.customers.models import Customer, Identity
from nitka.customers.suggested import suggested
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _workspace():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def person(address, status="verified", **stands):
    (identity,) = identify([Claim("email", address, address.partition("@")[0].title(), status)]).values()
    if stands:
        stand([Standing(identity.customer_id, **stands)])
    return Customer.objects.get(pk=identity.customer_id)


def names(*companies, member=None):
    return set(belonging.people([one.pk for one in companies], member).values_list("name", flat=True))


def refused(field, **given):
    with pytest.raises(WrongCompany) as problem:
        found_company(**given)
    return problem.value.fields[field]


@pytest.mark.parametrize(
    ("text", "domain"),
    [("Romashka.RU", "romashka.ru"), (" @romashka.ru", "romashka.ru"), ("https://www.a.ru/about?x#y", "a.ru"),
     ("anna@romashka.ru", "romashka.ru"), ("mailto:anna@romashka.ru", "romashka.ru"), ("a.ru:8080", "a.ru"),
     ("xn--80aa3agjl3d.xn--p1ai", "ромашка.рф"), ("РОМАШКА.РФ", "ромашка.рф"), ("www.ru", "www.ru"),
     ("msk.romashka.ru.", "msk.romashka.ru"), ("romashka", None), ("", None), ("@", None), ("a b.ru", None),
     ("1.2.3.4", None), ("-.ru", None), ("a" * 300 + ".ru", None), ("romashka.ru\x00", None), ("<b>.ru", None)],
)  # fmt: skip
def test_a_domain_has_one_spelling(text, domain):
    assert domains.spell(text) == domain


@pytest.mark.parametrize("host", ["gmail.com", "mail.ru", "Outlook.com", "mailinator.com", "co.uk", "@bk.ru"])
def test_what_everybody_may_have_is_no_companys(host):
    assert domains.spell(host) in refused("domains", name="Ромашка", domains=[host])


def test_who_has_proven_an_address_at_a_domain_belongs_and_who_only_stated_one_does_not():
    person("anna@romashka.ru")
    person("boris@romashka.ru", "stated")
    person("vera@msk.romashka.ru")
    company = found_company(name="Ромашка", domains=["www.romashka.ru"])
    assert names(company) == {"Anna"}
    assert set(belonging.stating([company.pk], None).values_list("name", flat=True)) == {"Boris"}
    Identity.objects.filter(value="boris@romashka.ru").update(status="verified")
    assert names(company) == {"Anna", "Boris"}
    assert not belonging.stating([company.pk], None)


def test_a_person_is_with_a_company_by_hand_in_a_role_and_leaves_it():
    anna, boris = person("anna@gmail.com"), person("boris@romashka.ru")
    company = found_company(name="Ромашка", domains=["romashka.ru"])
    affiliate(company=company, customer=anna, role="  Главный   бухгалтер ")
    how = belonging.how([company.pk], [anna.pk, boris.pk])
    assert (how[anna.pk].role, how[anna.pk].how, how[anna.pk].domain) == ("Главный бухгалтер", "hand", "")
    assert (how[boris.pk].role, how[boris.pk].how, how[boris.pk].domain) == ("", "", "romashka.ru")
    assert belonging.companies_of([anna.pk])[anna.pk] == [(company.pk, "Ромашка", "Главный бухгалтер")]
    leave(company=company, customer=anna)
    leave(company=company, customer=boris)  # the address says they are, a person says they are not
    assert names(company) == set()
    rejoin(company=company, customer=anna)
    rejoin(company=company, customer=boris)
    how = belonging.how([company.pk], [anna.pk, boris.pk])
    assert (how[anna.pk].role, how[boris.pk].how) == ("Главный бухгалтер", "")


def test_the_newest_word_decides_whatever_was_said_before():
    anna = person("anna@romashka.ru")
    company = found_company(name="Ромашка", domains=["romashka.ru"])
    for role in ("one", "two", "two"):
        affiliate(company=company, customer=anna, role=role)
    assert company.affiliations.count() == 2
    leave(company=company, customer=anna)
    leave(company=company, customer=anna)
    affiliate(company=company, customer=anna, role="three")
    assert belonging.how([company.pk], [anna.pk])[anna.pk].role == "three"


def test_a_merge_carries_who_belongs_along_and_its_undoing_back():
    anna, other = person("anna@gmail.com"), person("anna@romashka.ru")
    by_hand = found_company(name="По делу")
    by_domain = found_company(name="Ромашка", domains=["romashka.ru"])
    affiliate(company=by_hand, customer=other)
    done = merge(into=anna, source=other)
    assert [name for _, name, _ in belonging.companies_of([anna.pk])[anna.pk]] == ["По делу", "Ромашка"]
    assert names(by_hand) == names(by_domain) == {Customer.objects.get(pk=anna.pk).name}
    undo(merge=done)
    found = belonging.companies_of([anna.pk, other.pk])
    assert not found.get(anna.pk)
    assert len(found[other.pk]) == 2


def test_who_was_merged_meanwhile_is_with_a_company_as_whoever_they_are_now():
    boris, firm = person("boris@else.ru"), found_company(name="Ромашка")
    # As a page has it that was opened before another member made them one
    anna = Customer.objects.create(name="Анна")
    merge(into=boris, source=Customer.objects.get(pk=anna.pk))
    affiliate(company=firm, customer=anna, role="director")
    assert list(belonging.people([firm.pk], None)) == [boris]
    assert set(Identity.objects.values_list("customer_id", flat=True)) == {boris.pk}
    leave(company=firm, customer=anna)
    assert not belonging.people([firm.pk], None).exists()


def test_a_company_is_the_sum_of_its_people_each_counted_once():
    anna = person("anna@romashka.ru", orders=2, spent=Decimal(300), currency="RUB")
    person("boris@romashka.ru", orders=1, spent=Decimal(50), currency="EUR")
    person("vera@lepestok.ru", orders=4, spent=Decimal(700), currency="RUB")
    mother = found_company(name="Ромашка", domains=["romashka.ru"])
    part = found_company(name="Лепесток", domains=["lepestok.ru"], parent=mother)
    affiliate(company=part, customer=anna)
    empty = found_company(name="Пусто")
    apart = belonging.sums([mother.pk, part.pk, empty.pk], None)
    assert (apart[mother.pk].people, apart[mother.pk].orders) == (2, 3)
    assert apart[mother.pk].spent == [(Decimal(300), "RUB"), (Decimal(50), "EUR")]
    assert apart[part.pk].spent == [(Decimal(1000), "RUB")]
    assert apart[empty.pk].people == 0
    whole = belonging.sums(belonging.with_parts(mother), None, together=True)[mother.pk]
    assert (whole.people, whole.orders, whole.spent[0]) == (3, 7, (Decimal(1000), "RUB"))


def test_a_domain_is_one_companys_until_that_one_is_archived():
    first = found_company(name="Ромашка", domains=["romashka.ru"])
    assert "Ромашка" in refused("domains", name="Другая", domains=["romashka.ru"])
    archive_company(company=first)
    person("anna@romashka.ru")
    assert names(first) == set()
    second = found_company(name="Другая", domains=["romashka.ru"])
    restore_company(company=first)
    assert (names(first), names(second)) == (set(), {"Anna"})


def test_domains_are_put_and_taken_away():
    company = found_company(name="Ромашка", domains=["romashka.ru", "romashka.com"])
    change_company(company=company, domains=["romashka.com", "ромашка.рф"])
    assert set(CompanyDomain.objects.values_list("domain", flat=True)) == {"romashka.com", "ромашка.рф"}
    change_company(company=company, name="Иначе")
    assert CompanyDomain.objects.count() == 2


def test_companies_cannot_contain_each_other():
    one = found_company(name="Один")
    two = found_company(name="Два", parent=one)
    three = found_company(name="Три", parent=two)
    for company, parent in ((one, one), (one, three)):
        with pytest.raises(WrongCompany) as problem:
            change_company(company=company, parent=parent)
        assert "parent" in problem.value.fields
    assert change_company(company=three, parent=None).parent_id is None
    assert belonging.with_parts(one) == [one.pk, two.pk]


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_is_none_is_refused_in_words(name):
    assert refused("name", name=name)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(WrongCompany) as problem:
        found_company(name="", domains=["gmail.com", "?"])
    assert set(problem.value.fields) == {"name", "domains"}
    assert "gmail.com" in problem.value.fields["domains"]
    assert "?" in problem.value.fields["domains"]


def test_nobody_joins_what_is_archived():
    company = found_company(name="Ромашка")
    archive_company(company=company)
    with pytest.raises(WrongCompany):
        affiliate(company=company, customer=person("anna@gmail.com"))


def test_hosts_that_several_write_from_are_suggested():
    for address in ("a@romashka.ru", "b@romashka.ru", "c@one.ru", "d@gmail.com", "e@gmail.com", "f@own.ru", "g@own.ru"):
        person(address)
    for n in range(3):
        person(f"{n}@stated.ru", "stated")
    found_company(name="Своя", domains=["own.ru"])
    assert [(one.domain, one.people, one.name) for one in suggested(None)] == [("romashka.ru", 2, "Romashka")]
