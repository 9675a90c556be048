"""Whichever list is sent: what stands in it, and that a code of nobody's is none."""

import csv
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import Claim, found_company, identify
from nitka.feedback.actions.rate import rate
from nitka.feedback.tests.factories import asked as asked_to_rate
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.saving import pieces
from nitka.moments.actions import add
from nitka.segments.actions import fill_segment, make_segment
from nitka.sending.actions.runs import _Counted
from nitka.sending.lists import called, choices, table

pytestmark = pytest.mark.django_db(transaction=True)
MOSCOW = ZoneInfo("Europe/Moscow")


def rows(member, code, language="ru"):
    with in_workspace(member.workspace_id):
        found = table(code, member, language, MOSCOW)
    assert found is not None
    text = b"".join(pieces(_Counted(found, trial=False), "csv")).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";" if language == "ru" else ","))


def bought(n):
    claim = Claim("email", f"b{n}@shop.example", f"Клиент {n}")
    who = identify([claim])[claim.key]
    total = {"amount": "4900.00", "currency": "RUB"}
    add(identity_id=who.pk, kind="order.placed", data={"order": f"A-{n}", "total": total, "items": ["=Кофемолка"]})
    add(identity_id=who.pk, kind="refund", at=clock.now() + timedelta(seconds=1),
        data={"order": f"A-{n}", "amount": {"amount": "900.00", "currency": "RUB"}})  # fmt: skip


def test_orders_are_sent_as_they_stand(olga):
    with in_workspace(olga.workspace_id):
        bought(1)
    (row,) = rows(olga, "orders")
    assert (row["Номер заказа"], row["Клиент"], row["Контакт"]) == ("A-1", "Клиент 1", "b1@shop.example")
    assert (row["Сумма"], row["Валюта"], row["Товары"]) == ("4900,00", "RUB", "'=Кофемолка")
    assert row["Возвращено"] == "900,00"


def test_what_happened_lately_is_sent_in_words_and_as_programs_read_it(olga):
    with in_workspace(olga.workspace_id):
        bought(1)
        with clock.travel(clock.now() - timedelta(days=3)):
            bought(2)
    assert [row["Вид"] for row in rows(olga, "moments:day")] == ["order.placed", "refund"]
    assert len(rows(olga, "moments:week")) == 4
    assert rows(olga, "moments:day", "en")[0]["Event"] == "Order A-1 placed"


def test_conversations_and_ratings_are_sent(olga, shop):
    channel = chat(shop)
    arrive(said(channel, "s1", "Где заказ?"))
    digest_all()
    request = asked_to_rate(shop, channel, olga, "s2")
    with in_workspace(shop.pk):
        rate(request_id=request.pk, score=2, comment="Долго")
    assert [row["Канал"] for row in rows(olga, "talks:all")] == ["Чат на сайте"]
    assert len(rows(olga, "talks:closed")) == 1
    (rating,) = rows(olga, "ratings")
    assert (rating["Оценка"], rating["Канал"]) == ("2", "Чат на сайте")
    assert "Долго" not in rating.values()
    (task,) = rows(olga, "tasks:open")
    assert (task["Номер"], task["Оценка"], task["Состояние"]) == ("1", "2", "Открыта")
    assert task["Закрыта"] == ""
    assert rows(olga, "tasks") == [task]


def test_the_companies_of_a_segment_are_sent_and_no_others(olga):
    with in_workspace(olga.workspace_id):
        for name in ("Север", "Юг"):
            found_company(name=name)
        named = {"is": "name", "op": "is", "value": "Север"}
        of = make_segment(name="Северные", definition={"of": "companies", "all": [named]})
        fill_segment(segment=of, why="definition")
    code = f"companies:segment={of.pk}"
    assert [row["Компания"] for row in rows(olga, code)] == ["Север"]
    assert [row["Компания"] for row in rows(olga, "companies")] == ["Север", "Юг"]
    with in_workspace(olga.workspace_id):
        assert called(code, olga) == "Северные"
        assert called(f"segment:{of.pk}", olga) == ""


def test_every_list_that_can_be_chosen_can_be_made_and_no_other(olga):
    with in_workspace(olga.workspace_id):
        codes = [code for _group, found in choices(olga) for code, _label in found]
        assert {"customers", "companies", "talks:all", "orders", "moments:month", "ratings"} <= set(codes)
        assert all(called(code, olga) for code in codes)
        for code in ("talks:mine", "talks:x", "moments", "moments:year", "orders:x", "ratings:year", "", "x"):
            assert table(code, olga, "ru", MOSCOW) is None
    for code in codes:
        rows(olga, code)


def test_whoever_sees_only_some_customers_has_no_journal_of_all_sent(shop):
    ilya = accounts.member(shop, role=Role.MANAGER)
    with in_workspace(shop.pk):
        Member.objects.filter(pk=ilya.pk).update(scope=Scope.OWN)
        ilya.refresh_from_db()
        codes = [code for _group, found in choices(ilya) for code, _label in found]
        assert not {"orders", "moments:day"} & set(codes)
        assert table("orders", ilya, "ru", MOSCOW) is None


def test_a_list_costs_the_same_for_each_batch_however_many_rows_it_has(olga):
    counts = []
    for n in (1, 30):
        with in_workspace(olga.workspace_id):
            for k in range(n):
                bought(100 * n + k)
        with CaptureQueriesContext(connection) as asked:
            for code in ("orders", "moments:day", "ratings", "talks:all"):
                rows(olga, code)
        counts.append(len(asked))
    assert counts[0] == counts[1]
