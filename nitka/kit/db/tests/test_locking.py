"""Migrations after the baseline hold nobody up."""

import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from nitka.health.asking import migrations
from nitka.kit import config
from nitka.kit.db import locking
from nitka.kit.db.locking import ALLOWED, faults
from nitka.kit.db.patience import patiently

BASELINE = Path(locking.__file__).with_name("baseline.txt")


def later():
    """Each migration behind the baseline: its name, itself, its statements."""
    loader = MigrationLoader(connection, replace_migrations=False)
    for name in sorted(migrations() - set(BASELINE.read_text().split())):
        app, _, migration = name.partition(".")
        node = loader.get_migration(app, migration)
        yield name, node, loader.collect_sql([(node, False)])


@pytest.mark.django_db(transaction=True)  # what is made concurrently is refused within one
def test_migrations_after_the_baseline_hold_nobody_up():
    """Of a migration written later the SQL is looked at; python needs a word in ALLOWED, too."""
    found = []
    for name, node, sql in later():
        found += faults(name, sql, atomic=node.atomic)
        found += [locking.Fault(name, "python", "", "") for op in node.operations if isinstance(op, RunPython)]
    assert [fault for fault in found if fault.key not in ALLOWED] == []
    assert {fault.key for fault in found} >= set(ALLOWED), "ALLOWED names what is not there"


@pytest.mark.django_db(transaction=True)
def test_a_migration_loads_the_library_whose_settings_it_sets():
    """Behind others of one run it is there already: an upgrade by one step would be refused by the database."""
    for name, _, sql in later():
        before, sets, _ = "\n".join(sql).partition("set pg_trgm.")
        assert not sets or "select similarity('', '')" in before, name


def test_the_baseline_names_migrations_that_are_there():
    assert set(BASELINE.read_text().split()) <= migrations()


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ('CREATE INDEX "x" ON "inbound_log" ("kind")', "index"),
        ('create unique index x on inbound_log (kind)', "index"),
        ('ALTER TABLE "inbound_log" ADD CONSTRAINT "k" CHECK ("n" > 0)', "validates"),
        ('alter table inbound_log add constraint k foreign key (a) references b (id)', "validates"),
        ('ALTER TABLE "inbound_log" ADD CONSTRAINT "k" UNIQUE ("a", "b")', "unique"),
        ('ALTER TABLE "inbound_log" ALTER COLUMN "kind" SET NOT NULL', "not null"),
        ('ALTER TABLE "inbound_log" ADD COLUMN "n" integer NOT NULL', "not null"),
        ('ALTER TABLE "inbound_log" ALTER COLUMN "kind" TYPE text', "rewrites"),
        ('ALTER TABLE "inbound_log" ADD COLUMN "n" uuid DEFAULT gen_random_uuid() NOT NULL', "rewrites"),
        ('ALTER TABLE "inbound_log" ADD COLUMN "n" bigint GENERATED ALWAYS AS (1) STORED', "rewrites"),
        ('alter table inbound_log set unlogged', "rewrites"),
        ('ALTER TABLE "inbound_log" ADD COLUMN "n" integer NULL REFERENCES "b" ("id")', "column with a constraint"),
        ('ALTER TABLE "inbound_log" DROP COLUMN "kind" CASCADE', "breaks what still runs"),
        ('ALTER TABLE "inbound_log" RENAME COLUMN "kind" TO "sort"', "breaks what still runs"),
        ('ALTER TABLE "inbound_log" ALTER COLUMN "kind" DROP DEFAULT', "breaks what still runs"),
        ('DROP TABLE "inbound_log" CASCADE', "breaks what still runs"),
        ("update inbound_log set kind = ''", "touches all rows"),
        ("delete from inbound_log", "touches all rows"),
    ],
)  # fmt: skip
def test_what_would_hold_others_up_is_found(statement: str, rule: str):
    assert [(fault.rule, fault.table) for fault in faults("a.0001", [statement])] == [(rule, "inbound_log")]
    made = ['CREATE TABLE "inbound_log" ("id" uuid NOT NULL)', statement]
    assert list(faults("a.0001", made)) == []


@pytest.mark.parametrize(
    "statement",
    [
        'ALTER TABLE "inbound_log" ADD COLUMN "n" integer NULL',
        'ALTER TABLE "inbound_log" ADD COLUMN "n" integer DEFAULT 0 NOT NULL',
        'ALTER TABLE "inbound_log" ADD CONSTRAINT "k" CHECK ("n" > 0) NOT VALID',
        'ALTER TABLE "inbound_log" VALIDATE CONSTRAINT "k"',
        'alter table inbound_log add constraint k unique using index k',
        "comment on table inbound_log is 'update inbound_log set kind'",
        "create function f() returns void language sql as $$ update inbound_log set kind = '' $$",
        "grant select, update, delete on inbound_log to nitka_app",
        "create trigger t after update of kind on inbound_log for each row execute function f()",
    ],
)
def test_what_holds_nobody_up_is_let_through(statement: str):
    assert list(faults("a.0001", [statement])) == []


def test_an_index_is_made_concurrently_outside_of_a_transaction():
    statement = "create index concurrently x on inbound_log (kind)"
    assert [fault.rule for fault in faults("a.0001", [statement])] == ["concurrently in a transaction"]
    assert list(faults("a.0001", [statement], atomic=False)) == []


def test_not_null_is_let_through_behind_a_check_that_was_validated():
    steps = [
        "alter table inbound_log add constraint inbound_log_kind_not_null check (kind is not null) not valid",
        "alter table inbound_log validate constraint inbound_log_kind_not_null",
        "alter table inbound_log alter column kind set not null",
    ]
    assert list(faults("a.0001", steps)) == []
    assert [fault.rule for fault in faults("a.0001", steps[::2])] == ["not null"]


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_not_to_be_had_is_asked_for_again():
    def work() -> None:
        tries.append(time.monotonic())
        with connection.cursor() as cursor:
            cursor.execute("delete from health_sample")

    tries: list[float] = []
    with psycopg.connect(**config.load().connection("owner")) as other:
        other.execute("lock table health_sample in access exclusive mode")
        with pytest.raises(OperationalError):
            patiently(work, pauses=[0.1, 0.1], seconds=0.1)
        assert len(tries) == 3
        threading.Timer(0.5, other.rollback).start()
        patiently(work, pauses=[0.2] * 30, seconds=0.2)
    assert len(tries) > 4
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")
