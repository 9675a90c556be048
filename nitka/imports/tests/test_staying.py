"""Before an import is taken back it is told how many of those it made would stay."""

import pytest
from django.test import Client

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    Word,
    affiliate,
    archive_company,
    change_company,
    describe,
    enter,
    found_company,
    give_customers,
    identify,
    keep_purpose,
    note_consents,
    put_labels,
    save_label,
    write_note,
)
from nitka.customers.models import Company, Customer, Label
from nitka.imports import page, staying
from nitka.imports.actions import take_back
from nitka.imports.staying import Staying, would_stay
from nitka.imports.tests.factories import again, loaded, table, work
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import add

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "id;ФИО;тел;E-mail;Город;Метки;Компания"
FIRMS_HEAD = "ID;Компания;Сайт;Холдинг"
ORDERS_HEAD = "Номер заказа;Дата;E-mail;Сумма;Статус"
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
        assert would_stay(made) == Staying(1, sure=True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (2, 1)


def test_what_the_file_itself_said_of_them_keeps_nobody(shop):
    made = brought(shop)
    with in_workspace(shop.pk):
        assert would_stay(made) == Staying(0, sure=True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (3, 0)


def test_of_a_long_file_it_is_told_how_many_at_least(shop, monkeypatch):
    monkeypatch.setattr(staying, "LOOKED", 2)
    made = brought(shop)
    with in_workspace(shop.pk):
        for k in (1, 2):
            noted(Customer.objects.get(name=f"Клиент {k}"), Member.objects.get())
        assert would_stay(made) == Staying(1, sure=False)


FIRMS = (
    "1;Ромашка Юг;yug.romashka.ru;9", "3;Лютик;lutik.ru;", "9;Ромашка;romashka.ru;", "5;Лютик Опт;;lutik.ru",
    "3;Лютик и Ко;lutik-i-ko.ru;",
)  # fmt: skip


def employing(company, member):
    customer, _made = enter(claims=[Claim("email", "a@mail.example", "")], name="Анна")
    affiliate(company=company, customer=customer, member_id=member.pk)


def renamed(company, _member):
    change_company(company=company, name="Ёлка")


def archived(company, _member):
    archive_company(company=company)


def put_elsewhere(company, _member):
    change_company(company=company, parent=found_company(name="Цветы"))


def above_another(company, _member):
    change_company(company=found_company(name="Осока"), parent=company)


def spelled(company, _member):
    change_company(company=company, domains=["dom.example"])


def written_from(company, _member):
    enter(claims=[Claim("email", f"zoya@{company.domains.first().domain}", "")], name="Зоя")


@pytest.mark.parametrize(("touch", "name", "n"), [
    (employing, "Ромашка", 1), (renamed, "Лютик и Ко", 1), (archived, "Лютик Опт", 2), (archived, "Лютик и Ко", 1),
    (put_elsewhere, "Ромашка Юг", 1), (above_another, "Ромашка", 1), (spelled, "Лютик Опт", 1),
    (written_from, "Ромашка Юг", 1),
])  # fmt: skip
def test_a_company_that_is_told_to_stay_stays(shop, touch, name, n):
    made = loaded(shop, table(*FIRMS, head=FIRMS_HEAD))
    with in_workspace(shop.pk):
        touch(Company.objects.get(name=name), Member.objects.get())
        assert would_stay(made) == Staying(n, sure=True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (4 - n, n)


def test_a_company_that_another_source_knows_is_told_to_stay_and_what_the_file_gives_back_keeps_none(shop):
    made = loaded(shop, table(*FIRMS, head=FIRMS_HEAD))
    with in_workspace(shop.pk):
        enter(claims=[Claim("email", "zoya@lutik-i-ko.ru", "")], name="Зоя")
        assert would_stay(made) == Staying(0, sure=True)
    loaded(shop, table("77;Лютик Опт;;", head=FIRMS_HEAD), source="site")
    with in_workspace(shop.pk):
        assert would_stay(made) == Staying(1, sure=True)
        take_back(of=made)
    work()
    assert (again(made).counts["gone"], again(made).counts["stayed"]) == (3, 1)


ORDERS = (
    "1001;12.03.2026;anna@shop.example;4 900;новый", "1002;13.03.2026;oleg@shop.example;2 300;новый",
    "1003;14.03.2026;zoya@shop.example;100;новый", "1000;14.03.2026;;120;доставлен",
)  # fmt: skip


def sold(shop):
    """A file of three new orders and one that another had told of, and both have gone on with since."""
    loaded(shop, table("1000;11.03.2026;vera@shop.example;120;новый", head=ORDERS_HEAD))
    return loaded(shop, table(*ORDERS, head=ORDERS_HEAD))


def test_orders_that_other_files_have_gone_on_with_are_told_to_stay_with_their_customers(shop):
    made = sold(shop)
    with in_workspace(shop.pk):
        assert would_stay(made) == Staying(0, sure=True)
    loaded(shop, table("1002;доставлен", "1000;возвращён", head="Номер заказа;Статус"))
    with in_workspace(shop.pk):
        noted(Customer.objects.get(identities__value="zoya@shop.example"), Member.objects.get())
        assert would_stay(made) == Staying(1, sure=True, changed=1, people=2)
        take_back(of=made)
    work()
    counts = again(made).counts
    assert (counts["gone"], counts["stayed"], counts.get("restored", 0), counts["people_gone"]) == (2, 1, 0, 1)


def page_of(shop, made, language):
    with in_workspace(shop.pk):
        member = Member.objects.get()
        member.user.language = language
        member.user.save(update_fields=["language"])
    client = Client()
    client.force_login(member.user)
    return client.get(f"/w/{shop.slug}/customers/imports/{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("language", "none", "some"),
    [
        ("ru", "не останется ничего", (
            "1 новый заказ останется", "1 изменённый останется как есть", "1 новый клиент останется")),
        ("en", "nothing of this one stays", (
            "1 of the new orders stays", "1 of the changed stays as it is", "1 of the new customers stays")),
    ],
)  # fmt: skip
def test_the_page_says_what_of_orders_stays(shop, language, none, some):
    made = sold(shop)
    assert none in page_of(shop, made, language)
    loaded(shop, table("1002;доставлен", "1000;возвращён", head="Номер заказа;Статус"))
    said = page_of(shop, made, language)
    assert all(one in said for one in some)
    goes = {"ru": "<b>2 заказа исчезнут</b>, с ними 2 новых", "en": "<b>2 orders go</b>, with them 2 new"}
    assert goes[language] in said


@pytest.mark.parametrize(
    ("language", "none", "some"),
    [
        ("ru", "уйдут все", "1 новая компания останется"),
        ("en", "all of them go", "1 of the new companies stays"),
    ],
)
def test_the_page_says_how_many_companies_stay(shop, language, none, some):
    made = loaded(shop, table(*FIRMS, head=FIRMS_HEAD))
    assert none in page_of(shop, made, language)
    with in_workspace(shop.pk):
        renamed(Company.objects.get(name="Ромашка Юг"), Member.objects.get())
    assert some in page_of(shop, made, language)


@pytest.mark.parametrize(
    ("language", "all_go", "stays"),
    [("ru", "уйдут все", "2 новых останутся"), ("en", "all of them go", "2 of the new stay")],
)
def test_the_page_says_it_where_it_offers_to_take_back(shop, language, all_go, stays):
    made = brought(shop)
    assert all_go in page_of(shop, made, language)
    with in_workspace(shop.pk):
        for k in (0, 1):
            noted(Customer.objects.get(name=f"Клиент {k}"), Member.objects.get())
    said = page_of(shop, made, language)
    assert stays in said
    assert all_go not in said


def test_the_page_says_that_of_a_long_file_not_all_was_looked_at(shop, monkeypatch):
    monkeypatch.setattr(staying, "LOOKED", 2)
    monkeypatch.setattr(page, "LOOKED", 2)
    made = brought(shop)
    with in_workspace(shop.pk):
        noted(Customer.objects.get(name="Клиент 0"), Member.objects.get())
    assert "Only the first 2 were looked at" in page_of(shop, made, "en")
