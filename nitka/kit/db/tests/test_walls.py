"""The policies at work, tried as the roles that serve."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from nitka.kit.db.shared import SHARED
from nitka.kit.db.tests.catalogue import connect, tables_with

pytestmark = pytest.mark.django_db(transaction=True)

HERE, THERE = uuid4(), uuid4()


def enter(connection: "psycopg.Connection", workspace) -> None:
    connection.execute("select set_config('nitka.workspace', %s, true)", [str(workspace)])


def customer(connection: "psycopg.Connection", workspace) -> str:
    key = uuid4()
    connection.execute(
        "insert into customers_customer (workspace_id, id, name, language, created_at)"
        " values (%s, %s, 'Анна', '', now())",
        [workspace, key],
    )
    return str(key)


@pytest.fixture(params=["app", "worker"])
def connection(request):
    with connect(request.param) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def filled():
    """A customer in each of two workspaces."""
    with connect("app") as opened:
        keys = {}
        for workspace in (HERE, THERE):
            enter(opened, workspace)
            keys[workspace] = customer(opened, workspace)
    return keys


def test_a_query_sees_the_rows_of_its_workspace(connection, filled):
    enter(connection, HERE)
    assert [str(row[0]) for row in connection.execute("select id from customers_customer")] == [filled[HERE]]


@pytest.mark.parametrize("setting", [None, "", "00000000-0000-0000-0000-000000000000"])
def test_a_query_without_a_workspace_sees_nothing(connection, filled, setting):
    if setting is not None:
        enter(connection, setting)
    assert connection.execute("select count(*) from customers_customer").fetchone() == (0,)


def test_every_guarded_table_is_empty_without_a_workspace(filled):
    with connect("app") as opened:
        for table in sorted(tables_with("workspace_id") - set(SHARED)):
            assert opened.execute(f"select count(*) from {table}").fetchone() == (0,), table


def test_the_workspace_ends_with_the_transaction(connection, filled):
    enter(connection, HERE)
    connection.commit()
    assert connection.execute("select count(*) from customers_customer").fetchone() == (0,)


def test_a_row_for_another_workspace_is_refused(connection):
    enter(connection, HERE)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        customer(connection, THERE)


def test_a_row_cannot_be_moved_to_another_workspace(connection, filled):
    enter(connection, HERE)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        connection.execute("update customers_customer set workspace_id = %s", [THERE])


def test_anothers_row_is_neither_changed_nor_deleted(connection, filled):
    enter(connection, HERE)
    assert connection.execute("update customers_customer set name = 'x' where id = %s", [filled[THERE]]).rowcount == 0
    assert connection.execute("delete from customers_customer where id = %s", [filled[THERE]]).rowcount == 0


def test_a_foreign_key_does_not_reach_into_another_workspace(connection, filled):
    enter(connection, HERE)
    with pytest.raises(errors.ForeignKeyViolation):
        connection.execute(
            "insert into customers_identity (workspace_id, id, customer_id, kind, value, name, status, created_at)"
            " values (%s, %s, %s, 'email', 'a@b.example', '', 'stated', now())",
            [HERE, uuid4(), filled[THERE]],
        )


@pytest.mark.parametrize("statement", [
    "alter table customers_customer disable row level security",
    "alter table customers_customer no force row level security",
    "drop policy workspace on customers_customer",
    "create policy mine on customers_customer using (true)",
    "alter role current_user bypassrls",
    "create table mine (id int)",
    "create function mine() returns int language sql as 'select 1'",
    "truncate customers_customer",
    "set role nitka_owner",
    "set session authorization nitka_owner",
    "set session_replication_role = replica",
    "copy customers_customer to program 'cat'",
    "update customers_link set rule = ''",
])  # fmt: skip
def test_the_serving_roles_cannot_take_the_walls_down(connection, statement):
    enter(connection, HERE)
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
        connection.execute(statement)


def test_turning_row_security_off_shows_nothing(connection, filled):
    connection.execute("set local row_security = off")
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from customers_customer")


def test_a_partition_cannot_be_read_round_its_parent(connection):
    enter(connection, HERE)
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select * from moments_moment_default")


def test_a_temporary_table_does_not_stand_in_for_ours_in_the_owners_functions(connection):
    connection.execute("create temporary table inbound_ledger (like inbound_queue)")
    assert connection.execute("select * from nitka_accept('[]')").fetchall() == []
