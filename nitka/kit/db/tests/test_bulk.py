from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from nitka.kit.db.bulk import NotRead, insert, instance, times, update, uuids
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

Customer = apps.get_model("customers", "Customer")
THEN = datetime(2026, 3, 1, 9, 0, 0, 123456, UTC)


@pytest.fixture(autouse=True)
def workspace():
    with in_workspace(uuid4()):
        yield


def test_rows_are_written_as_they_are_in_one_statement():
    rows = [Customer(name=name, created_at=THEN) for name in ("Ёж", 'a"b\\c', "👩‍👧", "", "\x00\ud800")]
    with CaptureQueriesContext(connection) as captured:
        insert(rows)
    assert len(captured) == 1
    kept = Customer.objects.in_bulk([row.pk for row in rows])
    assert [kept[row.pk].name for row in rows] == ["Ёж", 'a"b\\c', "👩‍👧", "", "\ufffd\ufffd"]
    assert {row.created_at for row in kept.values()} == {THEN}


def test_a_row_that_is_there_stays_when_it_may_and_fails_when_not():
    row = Customer(name="Анна")
    insert([row])
    row.name = "Другая"
    insert([row], ignore_conflicts=True)
    assert Customer.objects.get().name == "Анна"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([row])


def test_only_the_named_columns_change():
    rows = [Customer(name=str(n), language="ru") for n in range(3)]
    insert(rows)
    for row in rows:
        row.name, row.language, row.merged_into_id = f"новое {row.name}", "en", rows[0].pk
    with CaptureQueriesContext(connection) as captured:
        update(Customer, rows, ["name", "merged_into_id"])
    assert len(captured) == 1
    assert set(Customer.objects.values_list("name", "language", "merged_into_id")) == {
        (f"новое {n}", "ru", rows[0].pk) for n in range(3)
    }


def test_keys_and_times_go_over_as_arrays():
    keys, moments = [uuid4(), uuid4(), UUID(int=7)], [THEN, THEN.astimezone(timezone(timedelta(hours=3)))]
    with connection.cursor() as cursor:
        cursor.execute("select %s::uuid[], %s::timestamptz[]", [uuids(keys), times(moments)])
        assert cursor.fetchone() == (keys, moments)
        cursor.execute("select %s::uuid[], %s::timestamptz[]", [uuids([]), times([])])
        assert cursor.fetchone() == ([], [])


def test_nothing_costs_nothing():
    with CaptureQueriesContext(connection) as captured:
        insert([])
        update(Customer, [], ["name"])
    assert len(captured) == 0


def test_rows_of_another_workspace_do_not_change():
    row = Customer(name="Анна")
    insert([row])
    with in_workspace(uuid4()):
        row.name = "Чужая"
        update(Customer, [row], ["name"])
    assert Customer.objects.get().name == "Анна"


def test_a_column_that_was_not_read_is_refused_instead_of_read_row_by_row():
    kept = Customer(name="Анна", language="ru", created_at=THEN)
    insert([kept])
    row = instance(Customer, [("id", kept.pk), ("workspace_id", kept.workspace_id), ("name", "Анна")])
    with CaptureQueriesContext(connection) as captured, pytest.raises(NotRead, match=r"Customer\.language"):
        row.language  # noqa: B018
    assert (len(captured), row.name, row) == (0, "Анна", kept)


def test_what_was_read_is_saved_and_read_again_and_nothing_else():
    kept = Customer(name="Анна", language="ru", created_at=THEN)
    insert([kept])
    row = instance(Customer, [("id", kept.pk), ("workspace_id", kept.workspace_id), ("name", "Анна")])
    row.name = "Вера"
    row.save(update_fields=["name"])
    Customer.objects.filter(pk=kept.pk).update(name="Ольга")
    row.refresh_from_db()
    assert (row.name, Customer.objects.get().language) == ("Ольга", "ru")
    assert apps.get_model("customers", "Customer") is Customer
