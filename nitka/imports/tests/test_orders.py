from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Customer, Identity
from nitka.imports import orders
from nitka.imports.actions import chunks, order_chunks, run, take_back
from nitka.imports.models import Kind, KnownOrder, State, Trace
from nitka.imports.tests.factories import again, counted, killed, loaded, table, tried, uploaded, work
from nitka.kit.db.tenancy import in_workspace
from nitka.moments import kinds
from nitka.moments.actions import add
from nitka.moments.models import Holding, Moment

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Номер заказа;Дата;E-mail;Телефон;Товар;Артикул;Кол-во;Цена;Статус"
COLUMNS = ["order", "order:at", "email", "phone", "item", "item:product", "item:quantity", "item:price", "order:state"]
ROWS = (
    "1001;12.03.2026 14:05;anna@shop.example;8 916 204 18 33;Кофемолка;K-1;1;4 900,00;доставлен",
    "1001;12.03.2026 14:05;anna@shop.example;;Зёрна;Z-2;2;650;доставлен",
    "1002;13.03.2026;oleg@shop.example;;Чайник;C-3;1;2 300 ₽;оплачен",
    "1003;14.03.2026;anna@shop.example;;Фильтры;F-4;3;100;новый",
)  # fmt: skip


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    workspace = accounts.workspace()
    accounts.member(workspace)
    return workspace


def rows(*lines, head=HEAD):
    return table(*lines, head=head)


def state_of(workspace):
    """All that a file of orders may touch, by content."""
    with in_workspace(workspace.pk):
        return (
            sorted(
                (one.name, one.orders, one.spent, one.currency, one.last_kind, str(one.last_kind and one.last_at))
                for one in Customer.objects.all()
            ),
            sorted(Identity.objects.values_list("kind", "value", "status")),
            sorted(Holding.objects.values_list("key", "state", "total", "refunded", "name")),
            sorted(Moment.objects.values_list("kind", "at")),
            sorted((one.source, one.external, str(one.said)) for one in KnownOrder.objects.all()),
        )


def told(workspace, number=""):
    with in_workspace(workspace.pk):
        found = Moment.objects.order_by("id")
        return [one.kind for one in found if number in ("", one.data.get("order"), one.data.get("receipt"))]


def standing(workspace, email):
    with in_workspace(workspace.pk):
        customer = Identity.objects.get(value=email).customer
        return customer.orders, customer.spent, customer.currency


def test_rows_of_one_number_become_one_order_with_its_goods_sum_and_state(shop):
    made = loaded(shop, rows(*ROWS))
    assert (made.kind, made.mapping, made.state, made.currency) == (Kind.ORDERS, COLUMNS, State.DONE, "RUB")
    assert (counted(made), made.counts["people"], made.counts["left"]) == ({"new": 3}, 2, {})
    assert told(shop, "1001") == ["order.placed", "order.delivered"]
    with in_workspace(shop.pk):
        first = Moment.objects.filter(kind="order.placed").earliest("at")
        assert first.data == {
            "order": "1001", "total": {"amount": "6200.00", "currency": "RUB"},
            "items": [{"name": "Кофемолка", "product": "K-1"}, {"name": "Зёрна", "product": "Z-2", "quantity": 2}],
        }  # fmt: skip
        assert (first.at, first.channel_id) == (datetime(2026, 3, 12, 11, 5, tzinfo=UTC), made.pk)
        assert all(not kinds.check(one.kind, one.data)[1] for one in Moment.objects.all())
        anna = Identity.objects.get(value="anna@shop.example").customer
        assert (anna.orders, anna.spent, anna.last_kind) == (2, Decimal(6500), "order.placed")


def test_a_trial_says_what_loading_does_and_writes_nothing(shop):
    lines = (*ROWS, "1004;;zoya@shop.example;;Пар;;1;5;новый", "1005;15.03.2026;;;Пар;;1;5;новый",
             ";15.03.2026;a@b.example;;;;;;",
             "1006;16.03.2026;zoya@shop.example;;Пар;;много;-5;улетел", "1001;;;;Щётка;S-5;1;150;")  # fmt: skip
    before = state_of(shop)
    made = tried(shop, rows(*lines))
    assert counted(made) == {"new": 4, "changed": 1, "failed": 3}
    assert (set(made.counts["why"]), set(made.counts["left"])) == (
        {"no_date", "nobody", "no_order"}, {"6:quantity", "7:minus", "8:state"},
    )  # fmt: skip
    assert (made.counts["people"], state_of(shop)) == (3, before)
    said = (counted(made), made.counts["why"], made.counts["left"], 3)
    with in_workspace(shop.pk):
        run(of=made)
    work()
    done = again(made)
    assert (counted(done), done.counts["why"], done.counts["left"], done.counts["people"]) == said
    with in_workspace(shop.pk):
        held = Holding.objects.get(key="1001")
        assert (held.total, held.name) == (Decimal(6350), "Кофемолка, Зёрна, Щётка")


def test_an_order_whose_rows_are_wrong_in_one_way_is_named_once(shop):
    line = "1007;16.03.2026;zoya@shop.example;;{};;много;100;новый"
    made = tried(shop, rows(*ROWS, line.format("Пар"), line.format("Шар"), line.format("Жар")))
    assert made.counts["left"] == {"6:quantity": {"n": 1, "rows": [5]}}
    assert made.counts["partly"] == 1


def test_a_second_load_changes_nothing_and_a_later_state_is_told_once(shop):
    loaded(shop, rows(*ROWS))
    before = state_of(shop)
    assert counted(loaded(shop, rows(*ROWS))) == {"same": 3}
    assert state_of(shop) == before
    head = "Номер заказа;Статус;Возврат"
    made = loaded(shop, rows("1002;доставлен;", "1003;отменён;", "1001;доставлен;650", "1002;оплачен;", head=head))
    assert counted(made) == {"changed": 3, "same": 1}
    assert told(shop, "1002") == ["order.placed", "order.paid", "order.delivered"]
    assert told(shop, "1001")[-1:] == ["refund"]
    assert standing(shop, "anna@shop.example") == (1, Decimal(5550), "RUB")
    assert counted(loaded(shop, rows("1001;доставлен;650", head=head))) == {"same": 1}
    loaded(shop, rows("1001;;700", head=head))
    assert standing(shop, "anna@shop.example") == (1, Decimal(5500), "RUB")


def test_another_sum_or_other_goods_are_told_as_a_change_of_the_order(shop):
    head = "Заказ;Дата;E-mail;Сумма;Товар"
    loaded(shop, rows("7;12.03.2026;anna@shop.example;100;Чай", head=head))
    assert counted(loaded(shop, rows("7;12.03.2026;anna@shop.example;120;Чай и сахар", head=head))) == {"changed": 1}
    assert told(shop) == ["order.placed", "order.updated"]
    assert standing(shop, "anna@shop.example") == (1, Decimal(120), "RUB")
    assert counted(loaded(shop, rows("7;12.03.2026;;120;", head=head))) == {"same": 1}


def test_taking_back_leaves_the_workspace_as_it_was(shop):
    with in_workspace(shop.pk):
        anna, _ = enter(name="Анна", claims=[Claim("email", "anna@shop.example", "Анна")])
    loaded(shop, rows(*ROWS[2:3]))
    before = state_of(shop)
    made = loaded(shop, rows(*ROWS, "1002;13.03.2026;oleg@shop.example;;Чайник;C-3;1;2300;доставлен"))
    assert state_of(shop) != before
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    made = again(made)
    assert (made.state, made.counts["gone"], made.counts["restored"]) == (State.RETURNED, 2, 1)
    assert state_of(shop) == before
    with in_workspace(shop.pk):
        assert Customer.objects.get(pk=anna.pk).orders == 0
        assert not Trace.objects.filter(of_id=made.pk).exists()


def test_how_much_goes_back_is_said_before_and_is_what_goes(shop):
    loaded(shop, rows(*ROWS[2:3]))
    made = loaded(shop, rows(*ROWS, "1002;13.03.2026;oleg@shop.example;;Чайник;C-3;1;2300;доставлен"))
    client = Client()
    client.force_login(accounts.member(shop, role=Role.MANAGER).user)
    page = client.get(f"/w/{shop.slug}/customers/imports/{made.pk}/").content.decode()
    assert "<b>2 заказа исчезнут</b>, <b>1 вернётся к прежнему</b>" in page
    people = made.counts["people"]
    assert f"с ними {people} новы" in page
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    counts = again(made).counts
    assert (counts["gone"], counts["restored"], counts["people_gone"]) == (2, 1, people)


def test_what_another_file_has_gone_on_with_stays_when_the_first_is_taken_back(shop):
    made = loaded(shop, rows(*ROWS))
    loaded(shop, rows("1002;доставлен", head="Номер заказа;Статус"))
    with in_workspace(shop.pk):
        take_back(of=made)
    work()
    made = again(made)
    assert (made.counts["gone"], made.counts["stayed"], made.counts["people_gone"]) == (2, 1, 1)
    assert told(shop) == ["order.placed", "order.paid", "order.delivered"]
    assert standing(shop, "oleg@shop.example") == (1, Decimal(2300), "RUB")


def test_an_order_that_the_site_told_of_is_not_told_again(shop):
    with in_workspace(shop.pk):
        anna, _ = enter(name="Анна", claims=[Claim("email", "anna@shop.example", "Анна")])
        identity = Identity.objects.get(customer_id=anna.pk)
        add(identity_id=identity.pk, kind="order.placed", at=datetime(2026, 3, 14, tzinfo=UTC),
            data={"order": "1003", "total": {"amount": "300", "currency": "RUB"}})  # fmt: skip
    assert counted(loaded(shop, rows(*ROWS[3:]))) == {"same": 1}
    assert counted(loaded(shop, rows(ROWS[3].replace("новый", "выдан")))) == {"changed": 1}
    assert told(shop) == ["order.placed", "order.delivered"]


def test_contacts_of_one_row_make_one_customer_and_the_trial_shows_it(shop):
    with in_workspace(shop.pk):
        enter(name="Анна", claims=[Claim("email", "anna@shop.example", "Анна")])
        enter(name="А. Соколова", claims=[Claim("phone", "+79162041833", "А. Соколова")])
    made = tried(shop, rows(*ROWS))
    assert made.counts["merged"] == 1
    assert [one["order"] for one in made.sample if one["outcome"] == "merged"] == ["1001"]
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 2
        run(of=made)
    work()
    with in_workspace(shop.pk):
        found = Identity.objects.filter(value__in=("anna@shop.example", "+79162041833"))
        assert found.values("customer_id").distinct().count() == 1
        take_back(of=again(made))
    work()
    with in_workspace(shop.pk):
        found = Identity.objects.filter(value__in=("anna@shop.example", "+79162041833"))
        assert found.values("customer_id").distinct().count() == 2
        assert not Moment.objects.exists()


def test_whoever_a_customers_file_calls_by_a_number_is_found_by_it(shop):
    loaded(shop, table("D-1;Анна Соколова;;anna@shop.example;Тула;1"), source="till")
    head = "Номер чека;Дата;ID клиента;Сумма;Магазин;Валюта"
    made = loaded(shop, rows("5;2026-03-12T10:00:00+03:00;D-1;$1,290.50;Тула, Мира 7;", head=head), source="till")
    assert (counted(made), made.counts.get("people")) == ({"new": 1}, 0)
    assert standing(shop, "anna@shop.example") == (1, Decimal("1290.50"), "USD")
    assert told(shop) == ["purchase"]


def test_an_order_of_another_customer_stays_theirs_and_the_row_says_so(shop):
    loaded(shop, rows(*ROWS))
    made = loaded(shop, rows(ROWS[2].replace("oleg@", "anna@").replace("оплачен", "выдан")))
    assert (counted(made), set(made.counts["left"])) == ({"changed": 1}, {"2:whose"})
    assert standing(shop, "oleg@shop.example")[0] == 1


def test_a_worker_killed_at_any_step_loads_each_order_once(shop):
    made = tried(shop, rows(*ROWS))
    with in_workspace(shop.pk):
        run(of=made)
    for module, name, nth in ((orders, "append", 1), (orders, "traces", 2), (order_chunks, "_count", 1)):
        killed(module, name, nth)
    work()
    assert (again(made).state, counted(again(made))) == (State.DONE, {"new": 3})
    assert told(shop, "1001") == ["order.placed", "order.delivered"]


def test_all_rows_of_an_order_with_an_error_come_back_and_corrected_bring_what_was_missing(shop):
    made = loaded(shop, rows(ROWS[0].replace("4 900,00", "дорого"), *ROWS[1:], ";13.03.2026;;;;;;;"))
    client = Client()
    client.force_login(accounts.member(shop, role=Role.MANAGER).user)
    given = b"".join(client.get(f"/w/{shop.slug}/customers/imports/{made.pk}/errors/")).decode("utf-8-sig")
    lines = given.splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["1001", "1001", ""]
    assert "Цена: Это не сумма с валютой" in lines[1]
    fixed = loaded(shop, "\n".join(lines[:3]).replace("дорого", "4900").encode())
    assert counted(fixed) == {"changed": 1}
    assert standing(shop, "anna@shop.example") == (2, Decimal(6500), "RUB")


def test_columns_of_orders_are_guessed_in_both_languages_and_sums_of_rows_are_told_from_totals(shop):
    english = "Order ID,Created at,Email,Total,Currency,Financial Status,Lineitem name,Lineitem quantity,Lineitem price"
    made = uploaded(shop, table("#1,2026-03-12 14:05:00 +0300,a@b.example,10.00,USD,paid,Tea,1,10.00", head=english))
    assert (made.kind, made.mapping) == (Kind.ORDERS, [
        "order", "order:at", "email", "order:total", "currency", "order:state", "item", "item:quantity", "item:price",
    ])  # fmt: skip
    head = "№;Дата заказа;Покупатель;Телефон;Сумма;Номенклатура"
    lines = ("1;12.03.2026;Анна;89162041833;100;Чай", "1;12.03.2026;Анна;89162041833;50;Сахар")
    made = uploaded(shop, table(*lines, head=head, encoding="cp1251"))
    assert made.mapping == ["order", "order:at", "name", "phone", "order:amount", "item"]
