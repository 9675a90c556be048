"""Rights on the tables that libraries bring: their migrations know nothing of our roles."""

from typing import Any

from django.db import connections

LIBRARIES = ("account", "auth", "contenttypes", "mfa", "procrastinate", "sessions", "socialaccount", "usersessions")


def grant_tables_of_libraries(using: str = "default", **_: Any) -> None:
    """Let the app and the worker use what libraries keep (sessions, sign-in, queued jobs)."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select format('%%I', c.relname), c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = current_schema() and c.relkind in ('r', 'S')"
            " and split_part(c.relname, '_', 1) = any(%s)",
            [[name if name != "sessions" else "django" for name in LIBRARIES]],
        )
        for relation, kind in cursor.fetchall():
            if relation == "django_migrations":
                cursor.execute(f"grant select on {relation} to nitka_app, nitka_worker")
                continue
            rights = "usage, select" if kind == "S" else "select, insert, update, delete"
            cursor.execute(
                f"grant {rights} on {'sequence ' if kind == 'S' else ''}{relation} to nitka_app, nitka_worker"
            )
