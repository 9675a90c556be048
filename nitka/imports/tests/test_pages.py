import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Member, Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.customers.models import Customer
from nitka.imports.models import Import, State
from nitka.imports.tests.factories import again, counted, loaded, table, tried, uploaded, work
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = ["external", "name", "phone", "email", "own:city:text", "own:points:number"]
ANNA = "D-1;Анна Соколова;8 916 204 18 33;anna@shop.example;Тула;1 200"


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    client = Client()
    client.force_login(accounts.member(workspace, role=Role.MANAGER).user)
    return workspace, client


def home(workspace):
    return f"/w/{workspace.slug}/customers/imports/"


def test_a_file_goes_all_the_way_by_the_pages(shop):
    workspace, client = shop
    assert "Пока ни одной" in client.get(home(workspace)).content.decode()
    file = SimpleUploadedFile("касса.csv", table(ANNA, "D-2;Кто;12;;;", encoding="cp1251"))
    here = client.post(home(workspace), {"file": file}).headers["Location"]
    assert "Читаем файл" in client.get(here).content.decode()
    work()
    said = client.get(here).content.decode()
    assert "Windows-1251" in said
    assert "точка с запятой" in said
    assert "Анна Соколова" in said
    chosen = {"c0": "external", "c1": "name", "c2": "phone", "c3": "email", "c4": "own:city:text", "c5": ""}
    assert 'name="source" value=""' in client.get(here).content.decode()  # nobody has said where it is from
    client.post(f"{here}columns/", chosen | {"keeps": "1", "source": "касса"})
    work()
    said = client.get(here).content.decode()
    assert "Пройдёт <b>1</b> строка из 2" in said
    assert "Телефон не читается" in said
    client.post(f"{here}step/", {"do": "run"})
    work()
    said = client.get(here).content.decode()
    assert "Загружена <b>1</b> строка" in said
    assert "Анна Соколова" in client.get(f"{here}people/new/").content.decode()
    client.post(f"{here}step/", {"do": "return"})
    work()
    assert "Загрузка отменена целиком" in client.get(here).content.decode()
    with in_workspace(workspace.pk):
        assert not Customer.objects.exists()
        assert [row.verb for row in AuditEntry.objects.filter(verb__startswith="import.").order_by("at", "id")] == [
            "import.uploaded", "import.run", "import.returned",
        ]  # fmt: skip


def test_only_who_answers_for_everybodys_customers_loads_files(shop):
    workspace, _client = shop
    made = tried(workspace, table(ANNA))
    for role, scope in ((Role.AGENT, Scope.ALL), (Role.MANAGER, Scope.OWN)):
        client, member = Client(), accounts.member(workspace, role=role)
        with in_workspace(workspace.pk):
            Member.objects.filter(pk=member.pk).update(scope=scope)
        client.force_login(member.user)
        assert client.get(home(workspace)).status_code == 403
        assert client.post(f"{home(workspace)}{made.pk}/step/", {"do": "run"}).status_code == 403
        assert "/imports/" not in client.get(f"/w/{workspace.slug}/customers/").content.decode()
    assert again(made).state == State.TRIED


def test_wrong_columns_are_told_and_what_was_chosen_stays(shop):
    workspace, client = shop
    made = uploaded(workspace, table(ANNA))
    chosen = {"c1": "name", "c4": "own:town:text", "c5": "own:a:evil"}
    answer = client.post(f"{home(workspace)}{made.pk}/columns/", chosen)
    assert answer.status_code == 422
    assert "Укажите, в каком столбце" in answer.content.decode()
    assert again(made).state == State.MAPPING


def test_rows_with_errors_come_back_as_a_file_that_is_corrected_and_loaded(shop):
    workspace, client = shop
    made = loaded(workspace, table(ANNA, "D-2;=1+1;12;;;", "D-3;Зоя;;z@shop.example;;много"), mapping=COLUMNS)
    assert (counted(made), made.counts["partly"]) == ({"new": 2, "failed": 1}, 1)
    answer = client.get(f"{home(workspace)}{made.pk}/errors/")
    rows = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*made.columns, "Причина"]
    assert rows[1][:3] == ["D-2", "'=1+1", "12"]
    assert rows[1][6].startswith("тел: Телефон не читается")
    assert rows[2][6] == "Загружена без ячеек, которые не читаются: Баллы: Это не число"
    page = client.get(f"{home(workspace)}{made.pk}/").content.decode()
    assert "Без некоторых ячеек" in page
    assert "Баллы: Это не число" in page
    given = b"".join(client.get(f"{home(workspace)}{made.pk}/errors/")).decode()
    corrected = given.replace(";12;", ";8 916 204 18 34;").replace("много", "7")
    assert counted(loaded(workspace, corrected.encode(), mapping=[*COLUMNS, ""])) == {"new": 1, "changed": 1}
    with in_workspace(workspace.pk):
        assert set(Customer.objects.values_list("name", flat=True)) == {"Анна Соколова", "=1+1", "Зоя"}


def test_a_page_of_an_import_costs_the_same_however_many_rows_it_has(shop):
    workspace, client = shop
    counts = []
    for n in (1, 60):
        made = loaded(workspace, table(*(f"{n}-{k};К {k};;c{n}-{k}@shop.example;Тула;{k}" for k in range(n))))
        pages = ("", "people/new/")
        for page in pages:
            client.get(f"{home(workspace)}{made.pk}/{page}")
        with CaptureQueriesContext(connection) as asked:
            for page in pages:
                assert client.get(f"{home(workspace)}{made.pk}/{page}").status_code == 200
            assert client.get(home(workspace)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_file_that_was_not_loaded_is_let_go(shop):
    workspace, client = shop
    made = tried(workspace, table(ANNA))
    client.post(f"{home(workspace)}{made.pk}/step/", {"do": "drop"})
    with in_workspace(workspace.pk):
        assert not Import.objects.exists()
    kept = loaded(workspace, table(ANNA))
    client.post(f"{home(workspace)}{kept.pk}/step/", {"do": "drop"})
    assert again(kept).state == State.DONE


ORDERS = table(
    "1001;12.03.2026;anna@shop.example;Кофемолка;4 900;доставлен", "1002;;anna@shop.example;Чайник;дорого;",
    head="Номер заказа;Дата;E-mail;Товар;Цена;Статус",
)  # fmt: skip


def test_orders_go_all_the_way_by_the_pages_in_the_currency_that_was_chosen(shop):
    workspace, client = shop
    file = SimpleUploadedFile("заказы.csv", ORDERS)
    here = client.post(home(workspace), {"file": file}).headers["Location"]
    work()
    said = client.get(here).content.decode()
    assert "Это клиенты" in said
    assert "Валюта сумм без знака" in said
    chosen = dict(zip(("c0", "c1", "c2", "c3", "c4", "c5"), again_mapping(workspace), strict=True))
    client.post(f"{here}columns/", chosen | {"source": "сайт", "currency": "€"})
    work()
    said = client.get(here).content.decode()
    assert "Пройдёт <b>1</b> заказ" in said
    assert "Нет даты, а такого заказа у нас ещё нет" in said
    assert "Новый заказ: 4\xa0900\xa0€ · Кофемолка" in said
    client.post(f"{here}step/", {"do": "run"})
    work()
    assert "Загружен <b>1</b> заказ" in client.get(here).content.decode()
    assert "Новые заказы" in client.get(f"{here}people/new/").content.decode()
    with in_workspace(workspace.pk):
        customer = Customer.objects.get()
        assert (customer.orders, customer.currency) == (1, "EUR")
    assert "4\xa0900\xa0€" in client.get(f"/w/{workspace.slug}/customers/{customer.pk}/").content.decode()
    client.post(f"{here}step/", {"do": "return"})
    work()
    said = client.get(here).content.decode()
    assert "Убран 1 заказ" in said
    with in_workspace(workspace.pk):
        assert not Customer.objects.exists()


def again_mapping(workspace):
    with in_workspace(workspace.pk):
        return Import.objects.get().mapping


def test_the_list_of_files_is_taken_away_as_one(shop):
    workspace, client = shop
    loaded(workspace, table(ANNA, "D-2;Кто;12;;;"))
    answer = client.post(f"{home(workspace)}export/", {"kind": "csv"})
    (line,) = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert (line["Что в файле"], line["Откуда файл"], line["Строк"]) == ("клиенты", "till", "2")
    assert (line["Новые"], line["Не подошли"], line["Состояние"]) == ("1", "1", "загружено")
    assert f"{home(workspace)}export/" in client.get(home(workspace)).content.decode()
    client.force_login(accounts.member(workspace, role=Role.AGENT).user)
    assert client.post(f"{home(workspace)}export/", {"kind": "csv"}).status_code == 403
