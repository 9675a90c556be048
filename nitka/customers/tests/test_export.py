import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyarrow import parquet

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import company_export, export
from nitka.customers.actions import Claim, describe, enter, found_company
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.models import Customer
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return accounts.workspace()


def signed_in(shop, role=Role.AGENT):
    client = Client()
    client.force_login(accounts.member(shop, role=role).user)
    return client


def people(shop, n, **fields):
    now = clock.now()
    with in_workspace(shop.pk):
        Customer.objects.bulk_create(
            Customer(name=f"К{i:03}", spent=i, orders=i, currency="RUB", mood=i % 6, created_at=now - timedelta(days=i))
            for i in range(n)
        )


def asked(client, shop, kind="csv", back=""):
    return client.post(f"/w/{shop.slug}/customers/export/", {"kind": kind, "back": back})


def rows(answer, separator=";"):
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=separator))


def test_all_that_fit_are_in_the_file_once_over_many_batches(shop, monkeypatch):
    monkeypatch.setattr(export, "BATCH", 7)
    people(shop, 40)
    client = signed_in(shop)
    assert [row[0] for row in rows(asked(client, shop, back="?sort=since"))[1:]] == [
        f"К{i:03}" for i in range(40)
    ]
    unhappy = [f"К{i:03}" for i in range(40) if i % 6 in (1, 2)]
    assert [row[0] for row in rows(asked(client, shop, back="?mood=unhappy&sort=spent"))[1:]] == unhappy[::-1]
    assert [row[0] for row in rows(asked(client, shop, back="?mood=unhappy&sort=spent&up=1"))[1:]] == unhappy


def test_whose_place_changes_while_the_file_is_sent_is_in_it_once_where_they_stood(shop, monkeypatch):
    monkeypatch.setattr(export, "BATCH", 4)
    people(shop, 12)
    answer = asked(signed_in(shop), shop, back="?sort=spent")
    parts = iter(answer)
    begun = [next(parts) for _ in range(2)]
    with in_workspace(shop.pk):
        Customer.objects.filter(name="К011").update(spent=0)  # was first and is last now
        Customer.objects.filter(name="К000").update(spent=99)
    text = b"".join([*begun, *parts]).decode("utf-8-sig")
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == [f"К{i:03}" for i in reversed(range(12))]


def test_the_columns_are_those_that_are_shown(shop):
    with in_workspace(shop.pk):
        anna, _ = enter(claims=[Claim("email", "anna@example.org"), Claim("phone", "+79161234567")], name="=cmd|'x'!A1")
        describe(customer=anna, attributes={"points": 12.5, "city": "Мытищи", "born": "1990-05-01"})
        Customer.objects.filter(pk=anna.pk).update(spent="1234.5", currency="RUB", orders=2)
    (head, row) = rows(asked(signed_in(shop), shop, back="?cols=spent,contact,points,city,born"))
    assert head == ["Клиент", "Покупки", "Валюта", "Почта", "Телефон", "Born", "Город", "Баллы", "id"]
    assert row[:3] == ["'=cmd|'x'!A1", "1234,50", "RUB"]
    assert row[3:-1] == ["anna@example.org", "'+79161234567", "1990-05-01", "Мытищи", "12,5"]


def test_a_workbook_holds_the_same(shop):
    people(shop, 3)
    answer = asked(signed_in(shop), shop, "xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = ZipFile(BytesIO(b"".join(answer))).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row>") == 4
    assert "К002" in sheet
    assert '<c s="3"><v>2.00</v></c>' in sheet  # what was spent is a number


def test_an_observer_takes_nothing_away(shop):
    people(shop, 1)
    assert asked(signed_in(shop, Role.OBSERVER), shop).status_code == 403
    page = signed_in(shop, Role.OBSERVER).get(f"/w/{shop.slug}/customers/").content.decode()
    assert "customers/export/" not in page
    assert asked(signed_in(shop), shop, "exe").status_code == 400


def test_it_is_written_down_who_took_how_many_and_of_whom_nothing_personal(shop):
    people(shop, 12)
    b"".join(asked(signed_in(shop), shop, "xlsx", "?mood=unhappy&q=К001"))
    with in_workspace(shop.pk):
        (line,) = AuditEntry.objects.filter(verb="customers.exported")
    assert line.member_id
    assert line.detail == {"kind": "XLSX", "n": "1 клиент", "what": "недовольны, найденные поиском"}
    page = signed_in(shop, Role.OWNER).get(f"/w/{shop.slug}/settings/audit/").content.decode()
    assert "Выгрузка клиентов в файл" in page
    assert "1 клиент, XLSX, недовольны" in page


def test_a_batch_costs_the_same_number_of_statements_whatever_its_length(shop):
    client = signed_in(shop)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            b"".join(asked(client, shop, back="?cols=last,contact,owner,spent"))
        return len(seen)

    people(shop, 1)
    statements()  # what a process reads once
    few = statements()
    people(shop, 60)
    assert statements() == few


def test_companies_are_saved_with_the_sums_of_their_people_over_many_batches(shop, monkeypatch):
    monkeypatch.setattr(company_export, "BATCH", 2)
    with in_workspace(shop.pk):
        for n in range(5):
            found_company(name=f"=Фирма {n}", domains=[f"firm{n}.ru"])
            anna, _ = enter(claims=[Claim("email", f"anna@firm{n}.ru")], name="Анна")
            Customer.objects.filter(pk=anna.pk).update(spent="1234.5", currency="RUB", orders=2, mood=1)
        refresh_stale()
    client = signed_in(shop)
    url = f"/w/{shop.slug}/customers/companies/"
    assert "companies/export/" in client.get(url).content.decode()
    (head, *lines) = rows(client.post(url + "export/", {"kind": "csv", "back": "?sort=spent"}))
    assert head[:4] == ["Компания", "Домены", "Люди", "Недовольны"]
    assert [line[:2] for line in lines] == [[f"'=Фирма {n}", f"firm{n}.ru"] for n in range(5)]
    assert lines[0][4:7] == ["2", "1234,50", "RUB"]
    with in_workspace(shop.pk):
        assert AuditEntry.objects.filter(verb="companies.exported").exists()
    assert signed_in(shop, Role.OBSERVER).post(url + "export/").status_code == 403
    assert client.post(url + "export/", {"kind": "exe"}).status_code == 400


def test_a_parquet_file_holds_figures_days_and_sums_as_such(shop):
    with in_workspace(shop.pk):
        anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="=1+1")
        told = {"points": 12.5, "born": "1990-05-01", "vip": True, "debt": {"amount": "10.00", "currency": "RUB"}}
        describe(customer=anna, attributes=told)
        Customer.objects.filter(pk=anna.pk).update(spent="1234.5", currency="RUB", orders=2)
    answer = asked(signed_in(shop), shop, "parquet", back="?cols=spent,orders,since,points,born,vip,debt")
    (row,) = parquet.read_table(BytesIO(b"".join(answer))).to_pylist()
    assert (row["Клиент"], row["Покупки"], row["Валюта"], row["Заказы"]) == ("=1+1", Decimal("1234.5"), "RUB", 2)
    assert (row["Баллы"], row["Born"], row["Debt"], row["Debt: Валюта"]) == (
        12.5, date(1990, 5, 1), Decimal(10), "RUB",
    )  # fmt: skip
    assert True in row.values()
    assert any(isinstance(cell, datetime) and cell.tzinfo for cell in row.values())
