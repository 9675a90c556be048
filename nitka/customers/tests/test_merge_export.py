"""The lists of merging as files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import decide, undo
from nitka.customers.tests.pairs import asked, person
from nitka.customers.tests.test_merged_lists import shut, together
from nitka.kit import listed
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace, name="Вера Климова", role=Role.MANAGER).user)
    return workspace


def taken(client, shop, back, kind="csv"):
    answer = client.post(f"/w/{shop.slug}/customers/merges/export/", {"kind": kind, "back": back})
    whole = b"".join(answer.streaming_content)
    return list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig")), delimiter=";")) if kind == "csv" else whole


def test_pairs_that_wait_come_in_the_queues_order_however_many_batches_they_are(client, shop, monkeypatch):
    with in_workspace(shop.pk):
        for n in range(7):
            asked(person(f"Анна {n}"), person(f"Аня {n}"), (n * 0.1) or None)
    whole = taken(client, shop, "queue?")
    assert [line["Клиент"] for line in whole] == [f"Анна {n}" for n in (6, 5, 4, 3, 2, 1, 0)]
    assert [line["Из ста таких пар — один человек"] for line in whole] == ["60", "50", "40", "30", "20", "10", ""]
    assert whole[0]["С кем"] == "Аня 6"
    assert {line["Насколько похоже"] for line in whole} == {"Спорные", "Скорее разные", "Спросило правило"}


def test_merges_tell_who_decided_and_what_was_parted_and_follow_the_conditions(client, shop):
    with in_workspace(shop.pk):
        together("Пётр", "Петя")
        undo(merge=together("Анна Соколова", "Аня"))
    lines = taken(client, shop, "merged?")
    assert [(line["С кем"], bool(line["Разъединены"])) for line in lines] == [("Аня", True), ("Петя", False)]
    assert [line["С кем"] for line in taken(client, shop, "merged?state=kept")] == ["Петя"]


def test_refusals_and_quarantines(client, shop):
    with in_workspace(shop.pk):
        decide(proposal=asked(person("Анна"), person("Иван"), 0.3), accept=False)
        contact = shut()
    (refused,) = taken(client, shop, "refused?")
    assert {refused["Клиент"], refused["Не тот же, что"]} == {"Анна", "Иван"}
    (line,) = taken(client, shop, "quarantine?")
    assert (line["Вид"], line["Встречается"]) == ("Телефон", str(contact.seen))
    assert "7770000" in line["Контакт"].replace(" ", "").replace("-", "")


def test_a_batch_costs_a_fixed_number_of_statements(client, shop, monkeypatch):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            taken(client, shop, "merged?")
        return len(captured)

    with in_workspace(shop.pk):
        together()
    cost()  # what a process asks for once
    few = cost()
    with in_workspace(shop.pk):
        for n in range(6):
            together(f"Анна {n}", f"Аня {n}")
    assert cost() == few
    monkeypatch.setattr(listed, "BATCH", 3)
    assert len(taken(client, shop, "merged?")) == 7


@pytest.mark.parametrize("back", ["queue?", "merged?", "refused?", "quarantine?"])
def test_empty_lists_are_files_too_and_who_took_them_is_written_down(client, shop, back):
    assert taken(client, shop, back, "xlsx")[:2] == b"PK"
    assert taken(client, shop, back, "parquet")[:4] == b"PAR1"
    with in_workspace(shop.pk):
        assert AuditEntry.objects.filter(verb="list.exported").count() == 2
    page = client.get(f"/w/{shop.slug}/customers/merges/").content.decode()
    assert f"/w/{shop.slug}/customers/merges/export/" in page


def test_other_lists_and_kinds_and_who_may_take_none_away_are_refused(client, shop):
    path = f"/w/{shop.slug}/customers/merges/export/"
    assert client.post(path, {"kind": "csv", "back": "members?"}).status_code == 400
    assert client.post(path, {"kind": "exe", "back": "queue?"}).status_code == 400
    assert client.post(path, {"kind": "csv"}).status_code == 200
    client.force_login(accounts.member(shop, role=Role.OBSERVER).user)
    assert client.post(path, {"kind": "csv", "back": "queue?"}).status_code == 403
    assert "merges/export" not in client.get(f"/w/{shop.slug}/customers/merges/").content.decode()
