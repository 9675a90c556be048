"""Back to what the migrations left, after a test that committed.

Few rows are deleted sooner than a hundred tables are truncated, which gives each of them and each of their indexes a
new file; who has grown large is truncated all the same. Which tables differ is one prepared statement on a connection
that stays: to plan it for each test took longer than the rest.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from nitka.kit.config import Installation

SEED = """
create schema seed;
do $$
declare name text; filled boolean;
begin
  for name in select relname from pg_class where relnamespace = 'public'::regnamespace
    and relkind in ('r', 'p') and not relispartition and relname <> 'django_migrations'
  loop
    execute format('select exists (select from public.%I)', name) into filled;
    if filled then execute format('create table seed.%I as table public.%I', name, name); end if;
  end loop;
end $$;
"""
TABLES = """
select relname, to_regclass(format('seed.%I', relname)) is not null from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
and relname <> 'django_migrations' order by relname
"""
LARGE = """
select max(pg_relation_size(oid)) > 2000000 from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
"""
SEQUENCES = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
from pg_sequences where schemaname = 'public' and last_value is not null
"""
FILLED = "select {name} where exists (select from public.{table})"
CHANGED = """
select {name} where exists ((table public.{table} except table seed.{table})
union all (table seed.{table} except table public.{table}))
"""


class Rows:
    """The rows of one installation's database: kept as they are at first, brought back to that."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._connection: psycopg.Connection | None = None
        self._tables: dict[str, bool] = {}  # → whether migrations put rows there

    def keep(self) -> None:
        """Remember what there is now."""
        self._open().execute(SEED, prepare=False)

    def restore(self) -> None:
        """Bring back what was kept; the connection is made anew where a test ended its server."""
        try:
            self._restore(self._open())
        except psycopg.OperationalError:
            self.close()
            self._restore(self._open())

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                **self._installation.connection("admin"), autocommit=True, prepare_threshold=0,
                options="-c lock_timeout=10s -c session_replication_role=replica -c plan_cache_mode=force_generic_plan",
            )  # fmt: skip
        return self._connection

    def _restore(self, connection: psycopg.Connection) -> None:
        if not self._tables:
            self._tables = dict(connection.execute(TABLES).fetchall())
        with connection.transaction():
            if (connection.execute(LARGE).fetchone() or [False])[0]:
                connection.execute(sql.SQL("truncate {} cascade").format(sql.SQL(", ").join(map(_name, self._tables))))
            for (name,) in connection.execute(self._different()).fetchall():
                connection.execute(sql.SQL("delete from {}").format(_name(name)), prepare=False)
                if self._tables[name]:
                    into = sql.SQL("insert into {} overriding system value table {}")
                    connection.execute(into.format(_name(name), sql.Identifier("seed", name)), prepare=False)
            connection.execute(SEQUENCES)

    def _different(self) -> sql.Composed:
        parts = [
            sql.SQL(CHANGED if seeded else FILLED).format(name=sql.Literal(name), table=sql.Identifier(name))
            for name, seeded in self._tables.items()
        ]
        return sql.SQL(" union all ").join(parts)


def _name(table: str) -> sql.Identifier:
    return sql.Identifier("public", table)
