"""What a migration may not do to a table that people work with: a linter over the SQL that Django would run.

A table that the same migration makes is empty, and nobody waits for it. Of every other the rules below are kept, but
for what `ALLOWED` names with a reason. docs/decisions/migrations-do-not-lock.md says how each thing is done instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlparse

# "app.migration rule table" → why it may: because the table is small everywhere, or new in the same release.
ALLOWED: dict[str, str] = {
    "inbound.0005_turns rewrites inbound_queue": "what waits to be digested: seconds of work",
    "inbound.0005_turns unique inbound_queue": "what waits to be digested: seconds of work",
    "rights.0004_raw_days column with a constraint rights_habits": "one row a workspace",
    "segments.0002_companies column with a constraint segments_segment": "some dozens a workspace",
}

_NAME = r'"?(?:public\.)?"?(?P<table>\w+)"?'
_ALTER = rf"\balter table (?:if exists )?(?:only )?{_NAME}\b.*?"
_MADE = re.compile(rf"\bcreate (?:unlogged )?table (?:if not exists )?{_NAME}", re.IGNORECASE)
_VOLATILE = r"(?:gen_random_uuid|uuidv7|uuidv4|random|clock_timestamp|nextval|timeofday)\s*\("
RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.DOTALL))
    for name, pattern in (
        ("index", rf"\bcreate (?:unique )?index (?!concurrently\b)(?:if not exists )?\S* ?on (?:only )?{_NAME}"),
        ("validates", _ALTER + r"\badd (?:constraint \S+ )?(?:foreign key|check)\b(?!.*\bnot valid\b)"),
        ("unique", _ALTER + r"\badd (?:constraint \S+ )?(?:unique|primary key|exclude)\b(?!.*\busing index\b)"),
        ("not null", _ALTER + r"\balter column \S+ set not null"),
        ("not null", _ALTER + r"\badd column (?:(?!\bdefault\b).)*\bnot null\b(?!.*\bdefault\b)"),
        ("rewrites", _ALTER + r"\balter column \S+ (?:set data )?type\b"),
        ("rewrites", _ALTER + rf"\badd column .*(?:\bdefault\b.*{_VOLATILE}|\bgenerated\b|\b(?:big|small)?serial\b)"),
        ("rewrites", _ALTER + r"\bset (?:logged|unlogged|tablespace|access method)\b"),
        ("rewrites", rf"\b(?:cluster|vacuum full)\s+{_NAME}"),
        ("column with a constraint", _ALTER + r"\badd column .*\b(?:references|unique|check)\b"),
        ("breaks what still runs", _ALTER + r"\b(?:drop column|rename)\b"),
        ("breaks what still runs", _ALTER + r"\balter column \S+ drop default"),
        ("breaks what still runs", rf"\bdrop table (?:if exists )?{_NAME}"),
        ("touches all rows", rf"^\s*(?:with\b.*?)?\bupdate (?:only )?{_NAME}\b(?! of\b)"),
        ("touches all rows", rf"^\s*(?:with\b.*?)?\bdelete from (?:only )?{_NAME}"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A statement that would hold others up."""

    migration: str
    rule: str
    table: str
    statement: str

    @property
    def key(self) -> str:
        """As `ALLOWED` names it."""
        return f"{self.migration} {self.rule} {self.table}"


def faults(migration: str, sql: Iterable[str], *, atomic: bool = True) -> Iterator[Fault]:
    """What is wrong with a migration's statements; `sql` as Django would run it. Bodies of functions are left out."""
    statements = [plain for text in sql for one in sqlparse.split(text) if (plain := _plain(one))]
    new = {found["table"] for one in statements if (found := _MADE.search(one))}
    for statement in statements:
        if atomic and re.search(r"\bindex concurrently\b", statement, re.IGNORECASE):
            yield Fault(migration, "concurrently in a transaction", "", statement)
        for rule, pattern in RULES:
            found = pattern.search(statement)
            if found and found["table"] not in new and not _proven(statement, statements, rule):
                yield Fault(migration, rule, found["table"], statement)


def _proven(statement: str, statements: list[str], rule: str) -> bool:
    """SET NOT NULL reads no row where a valid check says the same: `validate constraint <table>_<column>_not_null`."""
    if rule != "not null":
        return False
    found = re.search(rf'{_ALTER}\balter column "?(?P<column>\w+)"? set not null', statement, re.IGNORECASE | re.DOTALL)
    if found is None:
        return False
    name = f"{found['table']}_{found['column']}_not_null"
    earlier = statements[: statements.index(statement)]
    return any(re.search(rf'\bvalidate constraint "?{name}\b', one, re.IGNORECASE) for one in earlier)


def _plain(statement: str) -> str:
    """Without comments, strings and the bodies of functions, in which tables are only named."""
    bare = re.sub(r"\$(\w*)\$.*?\$\1\$", "''", statement, flags=re.DOTALL)
    bare = sqlparse.format(bare, strip_comments=True)
    return " ".join(re.sub(r"'(?:[^']|'')*'", "''", bare).split()).strip(" ;")
