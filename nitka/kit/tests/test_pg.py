"""The embedded server: makes itself, recovers, keeps its roles apart."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from nitka.kit import config
from nitka.kit.pg import Cluster, prepare


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch) -> Iterator[config.Installation]:
    path = Path(tempfile.mkdtemp(prefix="nitka-pg-"))
    yield config.open_or_create(path)
    shutil.rmtree(path)


def test_acknowledged_rows_survive_a_kill_of_the_server(installation):
    server = Cluster(installation)
    server.start()
    server.create_database()
    prepare(installation)
    with psycopg.connect(**installation.connection("owner"), autocommit=True) as owner:
        owner.execute("create table kept (id int)")
        owner.execute("insert into kept select generate_series(1, 100)")
        os.kill(server.process.pid, signal.SIGKILL)
    with Cluster(installation), psycopg.connect(**installation.connection("owner")) as owner:
        assert owner.execute("select count(*) from kept").fetchone() == (100,)


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(installation):
    with Cluster(installation, throw_away=True) as server:
        content = (server.directory / "postmaster.pid").read_text().split("\n")
    (server.directory / "postmaster.pid").write_text("\n".join([str(os.getppid()), *content[1:]]))
    with Cluster(installation, throw_away=True) as server:
        assert server.answers()


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path):
    long = tmp_path / ("x" * 100)
    assert len(str(config.open_or_create(long).run)) < 90


def test_the_app_can_neither_make_tables_nor_pass_policies(cluster):
    installation = cluster.installation
    with psycopg.connect(**installation.connection("app")) as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("create table mine (id int)")
        app.rollback()
        sees_all = "select bool_or(rolbypassrls or rolsuper) from pg_roles where rolname like 'nitka_%'"
        assert app.execute(sees_all).fetchone() == (False,)


def test_preparing_twice_changes_nothing(cluster):
    prepare(cluster.installation)
    prepare(cluster.installation)


def test_russian_letters_have_a_lower_case(cluster):
    with psycopg.connect(**cluster.installation.connection("app")) as app:
        assert app.execute("select lower('ЁЖ'), to_tsvector('russian', 'заказы')::text").fetchone() == (
            "ёж",
            "'заказ':1",
        )


def test_a_server_of_the_customers_is_prepared_by_an_admin_who_is_no_superuser(installation, monkeypatch):
    with Cluster(installation, throw_away=True):
        with psycopg.connect(**installation.connection("admin") | {"dbname": "postgres"}, autocommit=True) as admin:
            admin.execute("create role chief login createrole password 'secret'")
            admin.execute("create database shop owner chief")
        monkeypatch.setenv("DATABASE_URL", f"postgresql://chief:secret@/shop?host={installation.run}")
        theirs = config.read(installation.data)
        prepare(theirs)
        prepare(theirs)
        with psycopg.connect(**theirs.connection("app")) as app:
            assert app.execute("select current_user, current_database()").fetchone() == ("nitka_app", "shop")


def test_a_database_that_is_not_there_is_named(installation, monkeypatch):
    with Cluster(installation, throw_away=True):
        password = installation.passwords["admin"]
        monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres:{password}@/nowhere?host={installation.run}")
        with pytest.raises(config.ConfigError, match=r"'nowhere'.*create it"):
            prepare(config.read(installation.data))
