"""Before an import is taken back it is told how many of those it made would stay."""

import pytest
from django.test import Client

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    Word,
    affiliate,
    describe,
    give_customers,
    identify,
    keep_purpose,
    note_consents,
    put_labels,
    save_label,
    write_note,
)
from nitka.customers.models import Company, Customer, Label
from nitka.imports import staying
from nitka.imports.actions import take_back
from nitka.imports.staying import would_stay
from nitka.imports.tests.factories import again, loaded, table, work
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import add

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "id;ФИО;тел;E-mail;Город;Метки;Компания"
BOTH = {"en": "News", "ru": "Новости"}


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    accounts.member(workspace, role=Role.OWNER)
    return workspace


def brought(shop, n=3):
    rows = [f"N{k};Клиент {k};8 916 204 18 3{k};n{k}@shop.example;Омск;опт;Сосед" for k in range(n)]
    return loaded(shop, table(*rows, head=HEAD))


def visited(customer, _member):
    add(identity_id=customer.identities.get(kind="email").pk, kind="visit", data={})


def noted(customer, member):
    write_note(customer=customer, text="Звонить", member_id=member.pk)


def described(customer, _member):
    describe(customer=customer, attributes={"city": "Химки"})


def labelled(customer, member):
    put_labels(customers=[customer], on=[save_label(label=Label(name="VIP"))], by=member.pk)


def given(customer, member):
    give_customers(customers=[customer], to=member, by=member.pk)


def agreed(customer, _member):
    keep_purpose(code="news", names=BOTH, texts=BOTH, asks_twice=False)
    note_consents([Word(customer.identities.get(kind="email").pk, "news", "given", "paper")])


def employed(customer, member):
    company = Company.objects.create(name="Дом", member_id=member.pk)
    affiliate(company=company, customer=customer, member_id=member.pk)


def reached(customer, _member):
    """Somebody wrote and named their telephone beside the address."""
    address = customer.identities.get(kind="email").value
    identify([Claim("email", address, "", how="message", also=(Claim("phone", "+79035512047", "", how="message"),))])


@pytest.mark.parametrize("touch", [visited, noted, described, labelled, given, agreed, employed, reached])
def test_who_is_told_to_stay_stays(shop, touch):
    made = brought(shop)
    with in_workspace(shop.pk):
        touch(Customer.objects.get(name="Клиент 1"), Member.objects.get())
        assert would_stay(made) == (1, True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (2, 1)


def test_what_the_file_itself_said_of_them_keeps_nobody(shop):
    made = brought(shop)
    with in_workspace(shop.pk):
        assert would_stay(made) == (0, True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (3, 0)


def test_of_a_long_file_it_is_told_how_many_at_least(shop, monkeypatch):
    monkeypatch.setattr(staying, "LOOKED", 2)
    made = brought(shop)
    with in_workspace(shop.pk):
        for k in (1, 2):
            noted(Customer.objects.get(name=f"Клиент {k}"), Member.objects.get())
        assert would_stay(made) == (1, False)


@pytest.mark.parametrize(
    ("language", "all_go", "stays"),
    [("ru", "уйдут все", "2 новых останутся"), ("en", "all of them go", "2 of the new stay")],
)
def test_the_page_says_it_where_it_offers_to_take_back(shop, language, all_go, stays):
    made = brought(shop)
    with in_workspace(shop.pk):
        member = Member.objects.get()
        member.user.language = language
        member.user.save(update_fields=["language"])
    client = Client()
    client.force_login(member.user)
    here = f"/w/{shop.slug}/customers/imports/{made.pk}/"
    assert all_go in client.get(here).content.decode()
    with in_workspace(shop.pk):
        for k in (0, 1):
            noted(Customer.objects.get(name=f"Клиент {k}"), member)
    said = client.get(here).content.decode()
    assert stays in said
    assert all_go not in said
