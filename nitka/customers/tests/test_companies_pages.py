import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, Standing, affiliate, found_company, give_company, identify, stand
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.companies import Company
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

NOBODY = "0" * 32
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace, name="Вера").user)
    return workspace, client


def base(workspace):
    return f"/w/{workspace.slug}/customers/companies/"


def people(workspace, *addresses, status="verified", **stands):
    with in_workspace(workspace.pk):
        found = identify([Claim("email", one, one.partition("@")[0].title(), status) for one in addresses])
        keys = [found["email", one].customer_id for one in addresses]
        if stands:
            stand([Standing(key, **stands) for key in keys])
        return list(Customer.objects.filter(pk__in=keys))


def firm(workspace, name="Ромашка", **given):
    with in_workspace(workspace.pk):
        return found_company(name=name, **given)


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def names(html):
    return re.findall(r'class="who"><a [^>]*>(.*?)</a>', html)


def test_a_company_is_made_by_a_form_that_loses_nothing(shop):
    workspace, client = shop
    answer = client.post(base(workspace) + "new/", {"name": "Ромашка", "domains": "romashka.ru\ngmail.com"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "gmail.com раздаёт почту всем подряд" in page
    assert "romashka.ru\ngmail.com</textarea>" in page
    answer = client.post(base(workspace) + "new/", {"name": "Ромашка", "domains": "@romashka.ru, www.romashka.com"})
    page = client.get(answer["Location"]).content.decode()
    assert "romashka.ru" in page
    assert "romashka.com" in page


def test_a_companys_page_says_who_is_with_it_and_how(shop):
    workspace, client = shop
    people(workspace, "anna@romashka.ru", orders=2, spent=Decimal(48900), currency="RUB")
    (boris,) = people(workspace, "boris@gmail.com")
    people(workspace, "maybe@romashka.ru", status="stated")
    company = firm(workspace, domains=["romashka.ru"])
    url = f"{base(workspace)}{company.pk}/"
    client.post(url + "people/", {"customer": str(boris.pk), "role": "Бухгалтер"})
    page = client.get(url).content.decode()
    assert "по адресу @romashka.ru" in page
    assert "вручную, Вера" in page
    assert "Бухгалтер" in page
    assert "48\u00a0900" in page
    assert "2 человека" in page
    assert "Maybe" in page.partition('class="unsure"')[2]


def test_a_person_is_found_by_words_and_chosen_when_several_fit(shop):
    workspace, client = shop
    people(workspace, "anna@a.example", "annabel@b.example")
    company = firm(workspace)
    url = f"{base(workspace)}{company.pk}/people/"
    part = {"Nitka-Part": "people"}
    answer = client.post(url, {"who": "ann", "role": "Закупки"}, headers=part)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('name="customer"') == 2
    assert 'value="Закупки"' in page
    assert "Таких нет" in client.post(url, {"who": "nobody here"}, headers=part).content.decode()
    assert client.post(url, {"who": ""}).status_code == 422
    assert client.post(url, {"who": "anna@a.example", "role": "Закупки"}, headers=part).status_code == 200
    page = client.get(f"{base(workspace)}{company.pk}/").content.decode()
    assert "Anna" in page
    assert "Annabel" not in page


def test_who_is_sent_away_comes_back_by_undo(shop):
    workspace, client = shop
    (anna,) = people(workspace, "anna@romashka.ru")
    company = firm(workspace, domains=["romashka.ru"])
    url, part = f"{base(workspace)}{company.pk}/people/", {"Nitka-Part": "people"}
    answer = client.post(url + "removal/", {"customer": str(anna.pk)}, headers=part).content.decode()
    undo = f"{url}return/?customer={anna.pk}"
    assert (f"p-{anna.pk}" in answer, undo in answer) == (False, True)
    assert f"p-{anna.pk}" in client.post(undo, headers=part).content.decode()
    assert {client.post(url + path).status_code for path in ("removal/", "return/?customer=x")} == {422}


def test_the_sum_of_the_parts_is_switched_on(shop):
    workspace, client = shop
    people(workspace, "anna@romashka.ru", orders=1, spent=Decimal(100), currency="RUB")
    people(workspace, "vera@lepestok.ru", orders=1, spent=Decimal(900), currency="RUB")
    mother = firm(workspace, domains=["romashka.ru"])
    part = firm(workspace, "Лепесток", domains=["lepestok.ru"], parent=mother)
    alone = client.get(f"{base(workspace)}{mother.pk}/").content.decode()
    whole = client.get(f"{base(workspace)}{mother.pk}/?parts=1").content.decode()
    assert ("1\u00a0000" in alone, "1\u00a0000" in whole) == (False, True)
    assert ("Vera" in alone, "Vera" in whole) == (False, True)
    assert whole.count('popovertarget="m-') == 1  # who is with a part is kept on its own page
    assert "Ромашка" in client.get(f"{base(workspace)}{part.pk}/").content.decode()


SUMS = {
    "?sort=people": lambda n: n % 3,
    "?sort=orders&turned=1": lambda n: n % 3 * (n % 4),
    "?sort=spent": lambda n: n % 3 * (n % 5),
}


@pytest.mark.parametrize(
    "sort", ["", "?sort=people", "?sort=orders&turned=1", "?sort=spent", "?sort=last", "?turned=1"]
)
def test_pages_of_the_list_lead_through_everything_once(shop, sort, monkeypatch):
    workspace, client = shop
    monkeypatch.setattr("nitka.customers.company_list.page.__defaults__", ("", 4))
    for n in range(11):
        people(
            workspace, *(f"p{m}@firm{n}.ru" for m in range(n % 3)), orders=n % 4, spent=Decimal(n % 5), currency="RUB"
        )
        firm(workspace, f"Фирма {n:02} ~", domains=[f"firm{n}.ru"])
    with in_workspace(workspace.pk):
        refresh_stale()
    found, url = [], base(workspace) + sort
    while url:
        html = client.get(url, headers={"Nitka-Part": "rows"}).content.decode()
        found += names(html)
        more = re.search(r'id="more" href="([^"]+)"', html)
        url = base(workspace) + more[1].replace("&amp;", "&") if more else None
    assert len(found) == len(set(found)) == 11
    if sort in ("", "?turned=1"):
        assert found == sorted(found, reverse=bool(sort))
    many = {name: SUMS[sort](int(name.split()[1])) for name in found if sort in SUMS}
    assert [many[name] for name in found if many] == sorted(many.values(), reverse="turned" not in sort)


def test_companies_are_found_by_name_and_domain(shop):
    workspace, client = shop
    firm(workspace, domains=["romashka.ru"])
    firm(workspace, "Лепесток", domains=["lepestok.ru"])
    for asked, wanted in (("ромаш", ["Ромашка"]), ("LEPES", ["Лепесток"]), ("%", []), ("нет", [])):
        assert names(client.get(base(workspace), {"q": asked}).content.decode()) == wanted


@pytest.mark.parametrize("query", ["after=x", f"sort=spent&after=NaN~{NOBODY}", f"sort=last&after=2026-01-01~{NOBODY}",
                                   "sort=x&turned=2&view=x", "q=%00%25_",
                                   f"sort=people&after=1e999~{NOBODY}"])  # fmt: skip
def test_no_query_breaks_the_list(shop, query):
    workspace, client = shop
    firm(workspace)
    assert client.get(f"{base(workspace)}?{query}").status_code in (200, 404)


def test_one_click_makes_a_company_of_a_suggested_host(shop):
    workspace, client = shop
    people(workspace, "a@montazh-pro.ru", "b@montazh-pro.ru", "c@gmail.com", "d@gmail.com")
    assert f'data-src="{base(workspace)}hosts/"' in client.get(base(workspace)).content.decode()
    page = client.get(base(workspace) + "hosts/").content.decode()
    assert "montazh-pro.ru" in page
    assert "gmail.com" not in page
    given = dict(re.findall(r'type="hidden" name="(name|domains)" value="([^"]+)"', page))
    client.post(base(workspace) + "new/", given)
    with in_workspace(workspace.pk):
        assert Company.objects.get().name == "Montazh Pro"
    assert 'class="hosts"' not in client.get(base(workspace) + "hosts/").content.decode()


def test_the_archive_keeps_a_company_until_it_is_brought_back(shop):
    workspace, client = shop
    people(workspace, "anna@romashka.ru")
    company = firm(workspace, domains=["romashka.ru"])
    url = f"{base(workspace)}{company.pk}/"
    client.post(url + "archive/")
    assert names(client.get(base(workspace)).content.decode()) == []
    assert names(client.get(base(workspace) + "?view=archive").content.decode()) == ["Ромашка"]
    assert "Anna" not in client.get(url).content.decode()
    assert client.post(url + "people/", {"who": "anna@romashka.ru"}).status_code == 422
    client.post(url + "archive/", {"back": "1"})
    assert "Anna" in client.get(url).content.decode()


def test_an_observer_looks_and_changes_nothing(shop):
    workspace, client = shop
    (anna,) = people(workspace, "anna@romashka.ru")
    company = firm(workspace, domains=["romashka.ru"])
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    url = f"{base(workspace)}{company.pk}/"
    page = client.get(url).content.decode()
    assert "Anna" in page
    assert "<form" not in page.partition('id="main"')[2].partition("</main>")[0]
    posts = ("edit/", "archive/", "people/", "people/removal/", f"people/return/?customer={anna.pk}")
    assert {client.post(url + path).status_code for path in posts} == {403}
    assert client.get(base(workspace) + "new/").status_code == 403


def test_pages_cost_the_same_whatever_is_there(shop):
    workspace, client = shop
    people(workspace, "a0@firm0.ru")
    company = firm(workspace, "Фирма 0", domains=["firm0.ru"])
    url = f"{base(workspace)}{company.pk}/"
    few = queries(client, base(workspace)), queries(client, base(workspace) + "?sort=spent"), queries(client, url)
    for n in range(1, 9):
        rows = people(
            workspace, *(f"b{n}{m}@firm0.ru" for m in range(8)), f"c@firm{n}.ru", f"d@own{n}.ru", f"e@own{n}.ru"
        )
        made = firm(workspace, f"Фирма {n}", domains=[f"firm{n}.ru"], parent=company)
        with in_workspace(workspace.pk):
            affiliate(company=made, customer=rows[0], role="x")
    many = queries(client, base(workspace)), queries(client, base(workspace) + "?sort=spent"), queries(client, url)
    assert many == few
    assert few[0] <= 20
    assert few[2] <= 28


def test_a_customers_page_leads_to_their_companies_by_one_statement(shop):
    workspace, client = shop
    (anna,) = people(workspace, "anna@romashka.ru")
    url = f"/w/{workspace.slug}/customers/{anna.pk}/"
    without = queries(client, url)
    company, other = firm(workspace, domains=["romashka.ru"]), firm(workspace, "Лепесток")
    with in_workspace(workspace.pk):
        affiliate(company=other, customer=anna, role="Советник")
    page = client.get(url).content.decode()
    assert f"{base(workspace)}{company.pk}/" in page
    assert "Лепесток" in page
    assert "Советник" in page
    assert queries(client, url) == without


def test_the_list_says_whose_companies_are_and_narrows_to_ones_own(shop):
    workspace, client = shop
    with in_workspace(workspace.pk):
        vera = Member.objects.get(name="Вера")
    boss = accounts.member(workspace, name="Игорь Панин")
    for name, member in (("Ромашка", vera), ("Лепесток", boss)):
        company = firm(workspace, name)
        with in_workspace(workspace.pk):
            give_company(company=company, to=member, by=None)
    firm(workspace, "Тихая")

    def found(whose):
        page = client.get(base(workspace) + whose).content.decode()
        return [name for name in ("Ромашка", "Лепесток", "Тихая") if name in page]

    assert "Игорь Панин" in client.get(base(workspace)).content.decode()
    assert found("?owner=me") == ["Ромашка"]
    assert found("?owner=none") == ["Тихая"]
    assert found(f"?owner={boss.pk}") == ["Лепесток"]
    assert found("?owner=nonsense") == ["Ромашка", "Лепесток", "Тихая"]
