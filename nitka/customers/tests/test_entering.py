"""A new customer, written down by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.customers import belonging
from nitka.customers.actions import Claim, enter, found_company, save_label
from nitka.customers.companies import Company
from nitka.customers.labels import Label, worn_by
from nitka.customers.models import Customer, Evidence, Identity, Status, Value
from nitka.customers.noted import noted
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace, name="Вера").user)
    with in_workspace(workspace.pk):
        yield workspace


@pytest.fixture
def anna(shop):
    return enter(claims=[Claim("phone", "+79162041833")], name="Анна Соколова")[0]


def url(workspace, *rest):
    return f"/w/{workspace.slug}/customers/new/" + "".join(rest)


def contacts():
    return set(Identity.objects.values_list("kind", "value", "status"))


def read(text):
    return [(one.kind, one.value) if not one.wrong else one.text for one in noted(text)]


def test_a_customer_is_made_with_all_that_was_written(shop, client):
    label = save_label(label=Label(name="Опт"))
    given = {"name": " Пётр  Ильин ", "contacts": "Petr@Example.org\n8 916 204-18-33, т. 8(495)123-45-67 доб. 12",
             "company": "Ромашка", "label": str(label.pk)}  # fmt: skip
    answer = client.post(url(shop), given)
    made = Customer.objects.get()
    assert answer.url == f"/w/{shop.slug}/customers/{made.pk}/"
    assert made.name == "Пётр Ильин"
    assert contacts() == {
        ("email", "petr@example.org", Status.STATED), ("phone", "+79162041833", Status.STATED),
        ("phone", "+74951234567;ext=12", Status.STATED),
    }  # fmt: skip
    assert {one.how for one in Evidence.objects.all()} == {"hand"}
    assert Value.objects.get(field="name").how == "hand"
    assert [one.name for one in worn_by(made.pk)] == ["Опт"]
    assert set(belonging.how([Company.objects.get(name="Ромашка").pk], [made.pk])) == {made.pk}


def test_a_name_alone_and_a_contact_alone_are_enough_and_nothing_is_not(shop, client):
    assert client.post(url(shop), {"name": "Пётр"}).status_code == 302
    assert client.post(url(shop), {"contacts": "a@example.org"}).status_code == 302
    assert client.post(url(shop), {"name": " ", "company": "Ромашка"}).status_code == 422
    assert Customer.objects.count() == 2
    assert not Company.objects.exists()


def test_who_has_such_a_contact_is_shown_and_no_second_one_is_made(shop, client, anna):
    given = {"name": "Аня", "contacts": "8 (916) 204-18-33\nanna@example.org", "company": "Ромашка"}
    answer = client.post(url(shop), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"/customers/{anna.pk}/" in page
    assert "Анна Соколова" in page
    for kept in ("Аня", "anna@example.org", "Ромашка"):
        assert kept in page
    assert Customer.objects.count() == 1
    assert Identity.objects.count() == 1
    assert not Company.objects.exists()


def test_what_is_new_is_added_to_who_has_the_rest(shop, client, anna):
    given = {"name": "Аня", "contacts": "8 (916) 204-18-33\nanna@example.org", "to": str(anna.pk)}
    assert client.post(url(shop), given).status_code == 302
    assert Customer.objects.get().name == "Анна Соколова"
    assert ("email", "anna@example.org", Status.STATED) in contacts()


def test_contacts_of_two_customers_are_added_to_neither(shop, client, anna):
    boris, _ = enter(claims=[Claim("email", "boris@example.org")], name="Борис")
    given = {"contacts": "+7 916 204-18-33\nboris@example.org\nnew@example.org", "to": str(anna.pk)}
    page = client.post(url(shop), given)
    assert page.status_code == 422
    assert str(boris.pk) in page.content.decode()
    assert Identity.objects.count() == 2


def test_somebody_who_writes_them_down_between_the_look_and_the_press_is_found(shop, client, monkeypatch):
    monkeypatch.setattr("nitka.customers.noted.find", lambda keys: {})
    enter(claims=[Claim("email", "anna@example.org")], name="Анна")
    given = {"name": "Аня", "contacts": "anna@example.org", "company": "Ромашка"}
    assert client.post(url(shop), given).status_code == 422
    assert Customer.objects.count() == 1
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 916 204-18-33", [("phone", "+79162041833")]),
        ("моб. 8-916-204-18-33; раб. +7 (495) 123-45-67, доб. 12",
         [("phone", "+79162041833"), ("phone", "+74951234567;ext=12")]),
        ("Анна <Anna@Example.org>, 89162041833", [("email", "anna@example.org"), ("phone", "+79162041833")]),
        ("mailto:a@example.org.", [("email", "a@example.org")]),
        ("a@example.org b@example.org\na@EXAMPLE.org", [("email", "a@example.org"), ("email", "b@example.org")]),
        ("a@localhost", ["a@localhost"]),
        ("позвонить после шести", ["позвонить после шести"]),
        ("a@example.org 123", [("email", "a@example.org")]),
        ("a@example.org 12345", [("email", "a@example.org"), "12345"]),
        ("anna@sbеrbank.ru", ["anna@sbеrbank.ru"]),
        ("info@example.org", [("email", "info@example.org")]),
        ("   \n", []),
    ],
)  # fmt: skip
def test_contacts_are_read_as_people_write_them(shop, text, found):
    assert read(text) == found


def test_what_is_no_contact_is_told_beside_it_and_nothing_written_is_lost(shop, client):
    answer = client.post(url(shop), {"name": "Пётр", "contacts": "a@example.org\nпозвонить после шести"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("позвонить после шести") == 2
    assert "Ни почта, ни телефон" in page
    assert not Customer.objects.exists()


def test_the_form_says_what_it_reads_before_it_is_sent(shop, client, anna):
    answer = client.post(url(shop), {"contacts": "89162041833", "do": "look"}, headers={"Nitka-Part": "noted"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Анна Соколова" in page
    assert "<form" not in page


def test_the_form_costs_the_same_however_many_contacts_stand_in_it(shop, client, anna):
    def cost(n):
        text = "\n".join([*(f"{i}@example.org" for i in range(n)), "+79162041833"])
        with CaptureQueriesContext(connection) as seen:
            client.post(url(shop), {"contacts": text, "do": "look"})
        return len(seen)

    cost(1)
    assert cost(15) == cost(1)


def test_more_contacts_than_one_has_are_refused(shop, client):
    text = "\n".join(f"{i}@example.org" for i in range(60))
    assert client.post(url(shop), {"contacts": text}).status_code == 422
    assert not Customer.objects.exists()


def test_of_several_companies_of_one_name_none_is_guessed(shop, client):
    for _n in range(2):
        found_company(name="Ромашка")
    assert client.post(url(shop), {"name": "Пётр", "company": "ромашка"}).status_code == 422
    assert Company.objects.count() == 2
    assert not Customer.objects.exists()


def test_who_sees_few_customers_is_told_of_none_by_the_form(shop, client):
    narrow = accounts.member(shop, role=Role.AGENT)
    narrow.scope = Scope.OWN
    narrow.save()
    client.force_login(narrow.user)
    assert client.get(url(shop)).status_code == 403
    assert "customers/new/" not in client.get(f"/w/{shop.slug}/customers/").content.decode()


def test_the_list_and_the_palette_lead_to_the_form_with_what_was_looked_for(shop, client):
    page = client.get(f"/w/{shop.slug}/customers/?q=8+916+204-18-33").content.decode()
    assert "customers/new/?contacts=8+916+204-18-33" in page
    rows = client.get(f"/w/{shop.slug}/palette/?q=anna@example.org").json()["rows"]
    assert any(row["url"].endswith("customers/new/?contacts=anna%40example.org") for row in rows)
    rows = client.get(f"/w/{shop.slug}/palette/").json()["rows"]
    assert any(row["url"].endswith("/customers/new/") for row in rows)
    assert "8 916 204-18-33" in client.get(url(shop, "?contacts=8+916+204-18-33")).content.decode()
