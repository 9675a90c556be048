"""What modules declare to hold of persons is all that the database has room for."""

import pytest

from nitka.kit.db.tests.catalogue import ask
from nitka.kit.personal import parts

pytestmark = pytest.mark.django_db

# Tables of libraries: sign-in and jobs of members, nothing of customers.
LIBRARIES = ("account", "auth", "django", "mfa", "procrastinate", "socialaccount", "usersessions")
WORDS = ("text", "varchar", "bpchar", "json", "jsonb", "bytea", "tsvector", "inet", "_text", "_varchar")


def catalogue() -> dict[str, set[str]]:
    """Table → columns that can hold words."""
    found: dict[str, set[str]] = {}
    for table, column in ask(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " join pg_type t on t.oid = a.atttypid where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped"
        " and t.typname = any(%s) and split_part(c.relname, '_', 1) <> all(%s)",
        list(WORDS), list(LIBRARIES),
    ):  # fmt: skip
        found.setdefault(table, set()).add(column)
    return found


def test_every_column_with_words_is_declared_by_one_module_as_a_persons_or_not():
    declared: dict[str, set[str]] = {}
    for part in parts():
        for columns in (part.held, part.codes):
            for table, names in columns.items():
                assert not declared.get(table, set()) & set(names.split()), (part.name, table)
                declared.setdefault(table, set()).update(names.split())
    assert declared == catalogue()


def test_who_holds_something_can_erase_it():
    assert [part.name for part in parts() if part.held and not part.steps] == []
    assert len(list(parts())) == 17
