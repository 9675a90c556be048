import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from nitka.kit.db.ahead import Soon, ask, together

pytestmark = pytest.mark.django_db


def number(rows):
    return rows[0][0]


def test_statements_are_answered_in_any_order():
    with together():
        asked = [ask("select %s::int", [n], number) for n in range(5)]
        assert [one.get() for one in reversed(asked)] == [4, 3, 2, 1, 0]
        with connection.cursor() as cursor:
            cursor.execute("select 7")
            assert cursor.fetchone() == (7,)
        assert ask("select %s::int", [8], number).get() == 8
    assert asked[2].get() == 2


def test_no_statement_waits_for_the_one_before():
    with together():
        one = ask("select pg_current_xact_id_if_assigned()::text, %s::int", [1], list)
        two = ask("select %s::int", [2], number)
        assert connection.connection.pgconn.pipeline_status
        assert (two.get(), len(one.get())) == (2, 1)
    assert not connection.connection.pgconn.pipeline_status


def test_an_answer_does_not_wait_for_the_statements_behind_it():
    other = connection.copy()
    with other.cursor() as holds, together():
        holds.execute("select pg_advisory_lock(4711)")
        one = ask("select %s::int", [1], number)
        held = ask("select pg_advisory_xact_lock(4711)::text, %s::int", [2], lambda rows: rows[0][1])
        assert one.get() == 1
        holds.execute("select pg_advisory_unlock(4711)")
        assert held.get() == 2
    other.close()


def test_one_that_fails_says_so_and_the_connection_lives_on():
    with together():
        bad = ask("select 1 / %s::int", [0], number)
        with pytest.raises(DatabaseError, match="zero"):
            bad.get()
    assert not connection.connection.pgconn.pipeline_status
    connection.set_rollback(True)


def test_outside_each_is_waited_for():
    asked = ask("select %s::int", [1], number)
    assert asked.get() == 1


def test_what_is_known_needs_no_statement():
    with CaptureQueriesContext(connection) as seen:
        assert Soon.known("so").get() == "so"
    assert len(seen) == 0


def test_statements_that_are_counted_are_counted_here_too():
    with CaptureQueriesContext(connection) as seen, together():
        asked = [ask("select %s::int", [n], number) for n in range(3)]
        assert [one.get() for one in asked] == [0, 1, 2]
    assert len(seen) == 3
