import csv
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers import changing
from nitka.customers.actions import Claim, describe, enter, found_company, leave, many, merge, undo
from nitka.customers.belonging import companies_of
from nitka.customers.changes import Before, Change
from nitka.customers.known import AttributeKind
from nitka.customers.models import Customer, Merge
from nitka.customers.queries import attributes_of
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 4)
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace).user)
    return workspace, client


def people(workspace, n, city=None):
    with in_workspace(workspace.pk):
        rows = [enter(claims=[Claim("email", f"{n}-{i}@shop.example")], name=f"К{i:02}")[0] for i in range(n)]
        for row in rows if city else ():
            describe(customer=row, attributes={"city": city})
        return rows


def bulk(workspace, client, rows=(), **given):
    given = {"do": "attribute", "customer": [str(row.pk) for row in rows], "back": "?", **given}
    return client.post(f"/w/{workspace.slug}/customers/bulk/", given, headers={"Nitka-Part": "doing"})


def newest(workspace):
    with in_workspace(workspace.pk):
        return Change.objects.latest("at")


def back(workspace, client):
    url = f"/w/{workspace.slug}/customers/changes/{newest(workspace).pk}/return/"
    return client.post(url, headers={"Nitka-Part": "doing"})


def work():
    with as_role("worker"):
        while changing.change_once():
            pass


def cities(workspace, rows):
    with in_workspace(workspace.pk):
        known = attributes_of([row.pk for row in rows], None)
    return [known[row.pk]["city"].value if "city" in known[row.pk] else None for row in rows]


def test_an_attribute_is_set_for_those_who_are_ticked_and_comes_back(shop):
    workspace, client = shop
    rows, theirs = people(workspace, 3, "Тула"), people(accounts.workspace(), 1)
    answer = bulk(workspace, client, [*rows[:2], *theirs], key="city", value="Химки").content.decode()
    assert "Признак «Город» теперь у 2 клиентов" in answer
    assert cities(workspace, rows) == ["Химки", "Химки", "Тула"]
    assert "Стало как прежде у 2 клиентов" in back(workspace, client).content.decode()
    assert cities(workspace, rows) == ["Тула", "Тула", "Тула"]


def test_all_whom_the_list_shows_are_changed_behind_the_page_chunk_by_chunk(shop):
    workspace, client = shop
    rows = people(workspace, 10, "Тула")
    others = people(workspace, 1, "Омск")
    answer = bulk(workspace, client, key="city", value="Химки", all="1", back="?has=city%3Dтула").content.decode()
    assert "Меняем: 4 из 10" in answer
    assert 'data-src="' in answer
    assert "Меняем" in client.get(f"/w/{workspace.slug}/customers/").content.decode()
    work()
    assert cities(workspace, [*rows, *others]) == ["Химки"] * 10 + ["Омск"]
    assert "Возвращаем: 4 из 10" in back(workspace, client).content.decode()
    work()
    assert cities(workspace, rows) == ["Тула"] * 10
    with in_workspace(workspace.pk):
        assert not Before.objects.exists()


def test_one_under_way_is_stopped_and_taken_back(shop):
    workspace, client = shop
    rows = people(workspace, 10)
    bulk(workspace, client, key="city", value="Химки", all="1")
    back(workspace, client)
    work()
    assert cities(workspace, rows) == [None] * 10
    with in_workspace(workspace.pk):
        assert not AttributeKind.objects.exists()  # nobody had it before


def test_what_was_so_already_or_was_changed_since_stays(shop):
    workspace, client = shop
    rows = people(workspace, 3, "Химки")
    with in_workspace(workspace.pk):
        describe(customer=rows[0], attributes={"city": "Тула"})
        describe(customer=rows[1], attributes={"city": "Омск"})
    answer = bulk(workspace, client, rows, key="city", value="Химки").content.decode()
    assert "у 1 уже так и было" in answer
    with in_workspace(workspace.pk):
        describe(customer=rows[1], attributes={"city": "Пермь"})
    assert "1 изменили с тех пор" in back(workspace, client).content.decode()
    assert cities(workspace, rows) == ["Тула", "Пермь", "Химки"]


def test_an_attribute_is_taken_away_from_many_and_given_back(shop):
    workspace, client = shop
    rows = people(workspace, 3, "Химки")
    bulk(workspace, client, rows[:2], key="city", value="")
    assert cities(workspace, rows) == [None, None, "Химки"]
    back(workspace, client)
    assert cities(workspace, rows) == ["Химки"] * 3


def test_a_merge_and_its_undo_meanwhile_do_not_mix_people_up(shop):
    workspace, client = shop
    rows = people(workspace, 2, "Тула")
    bulk(workspace, client, rows, key="city", value="Химки")
    with in_workspace(workspace.pk):
        merge(into=rows[0], source=rows[1])
    back(workspace, client)
    with in_workspace(workspace.pk):
        undo(merge=Merge.objects.get())
    assert cities(workspace, rows) == ["Тула", "Тула"]


def test_many_are_with_a_company_and_only_who_was_not_is_taken_out_again(shop):
    workspace, client = shop
    rows = people(workspace, 6)
    with in_workspace(workspace.pk):
        firm = found_company(name="Ромашка")
        leave(company=firm, customer=rows[5])
    bulk(workspace, client, rows[:1], do="company", company="ромашка")
    answer = bulk(workspace, client, all="1", do="company", company="Ромашка")
    work()
    assert answer.status_code == 200
    with in_workspace(workspace.pk):
        assert len(companies_of([row.pk for row in rows])) == 6
    back(workspace, client)
    work()
    with in_workspace(workspace.pk):
        assert list(companies_of([row.pk for row in rows])) == [rows[0].pk]
    assert bulk(workspace, client, rows, do="company", company="Нет такой").status_code == 422


def test_all_of_a_narrowed_member_are_those_whom_they_see(shop):
    workspace, client = shop
    people(workspace, 2)
    arrive(said(chat(workspace), "v1", "Где заказ?"))
    digest_all()
    member = accounts.member(workspace)
    with in_workspace(workspace.pk):
        Member.objects.filter(pk=member.pk).update(scope="own")
        seen = Customer.objects.get(identities__value="v1")
    client.force_login(member.user)
    bulk(workspace, client, all="1", key="city", value="Химки")
    work()
    with in_workspace(workspace.pk):
        everybody = list(Customer.objects.order_by("pk"))
    assert dict(zip([row.pk for row in everybody], cities(workspace, everybody), strict=True)) == {
        row.pk: "Химки" if row.pk == seen.pk else None for row in everybody
    }


def test_a_change_is_its_members_own_and_an_observer_makes_none(shop):
    workspace, client = shop
    rows = people(workspace, 1)
    bulk(workspace, client, rows, key="city", value="Химки")
    client.force_login(accounts.member(workspace).user)
    assert back(workspace, client).status_code == 404
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    assert bulk(workspace, client, rows, key="city", value="x").status_code == 403


WRONG = [
    ({"key": "City!"}, 422),
    ({"key": "x" * 60}, 422),
    ({"do": "x"}, 400),
    ({"customer": "x"}, 404),
    ({"key": "a", "value": "\x00"}, 200),
    ({"do": "company", "company": "%"}, 422),
]


@pytest.mark.parametrize(("given", "status"), WRONG)
def test_nothing_breaks_it(shop, given, status):
    workspace, client = shop
    people(workspace, 1)
    assert bulk(workspace, client, **({"key": "city", "value": "x"} | given)).status_code == status


def test_a_chunk_costs_the_same_number_of_statements_whatever_its_length(shop, monkeypatch):
    workspace, client = shop
    monkeypatch.setattr(many, "CHUNK", 100)
    rows = people(workspace, 40)

    def statements(some, value):
        with CaptureQueriesContext(connection) as seen:
            bulk(workspace, client, some, key="city", value=value)
        return len(seen)

    statements(rows[:1], "а")
    assert statements(rows[:1], "б") == statements(rows, "в")
    with CaptureQueriesContext(connection) as few:
        back(workspace, client)
    assert len(few) <= 25


def test_it_is_written_down_and_forgotten_when_it_can_no_longer_be_taken_back(shop):
    workspace, client = shop
    bulk(workspace, client, people(workspace, 2), key="city", value="Химки")
    with in_workspace(workspace.pk):
        (line,) = AuditEntry.objects.filter(verb="customers.changed")
        assert line.detail == {"n": "2", "what": "city"}
        Change.objects.update(at=newest(workspace).at - many.KEPT * 2)
        many.forget_old()
    answer = client.get(f"/w/{workspace.slug}/customers/changes/{newest(workspace).pk}/").content.decode()
    assert "<form" not in answer


def test_those_who_are_ticked_are_saved_as_a_file(shop):
    workspace, _client = shop
    rows, client = people(workspace, 3), Client()
    client.force_login(accounts.member(workspace).user)
    answer = client.post(f"/w/{workspace.slug}/customers/export/",
                         {"kind": "csv", "back": "", "customer": [str(row.pk) for row in rows[:2]]})  # fmt: skip
    text = b"".join(answer).decode("utf-8-sig")
    assert {line[0] for line in csv.reader(StringIO(text), delimiter=";")} == {"Клиент", "К00", "К01"}
