# ruff: noqa: E501, S608 - a question in one line reads better, and holds nothing from outside
"""What the catalogue must say of isolation (DESIGN.md, rule 2), asked by tests and by `nitka doctor` alike.

Each rule answers what is wrong as "table or role: what": nothing is good news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nitka.kit.db.shared import CLAIMED, SHARED

Ask = Callable[..., list[tuple[Any, ...]]]
Rule = Callable[[Ask], Iterator[str]]
ROLES = ("nitka_owner", "nitka_app", "nitka_worker")
SERVING = ("nitka_app", "nitka_worker")
_OURS = "c.relnamespace = 'public'::regnamespace"
_TABLES = f"{_OURS} and c.relkind in ('r', 'p', 'f') and not c.relispartition"


def faults(ask: Ask) -> list[str]:
    """All that is wrong; `ask(statement, *values)` answers rows."""
    return [f"{rule.__name__}: {said}" for rule in RULES for said in rule(ask)]


def guarded(ask: Ask) -> set[str]:
    """Tables whose policy lets through the rows of the workspace that was entered, and no others."""
    rows = ask(
        "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid where c.relrowsecurity and p.polname = 'workspace'"
        " and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)"
        " and pg_get_expr(p.polqual, p.polrelid) like '(workspace_id = (NULLIF(current_setting(''nitka.workspace''::text, true), ''''::text))::uuid)'"
    )
    return {name for (name,) in rows}


def policies(ask: Ask) -> Iterator[str]:
    """Every table with a workspace has its policy."""
    rows = ask(
        f"select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where {_TABLES}"
        " and a.attname = 'workspace_id' and not a.attisdropped"
    )
    yield from sorted({name for (name,) in rows} - set(SHARED) - guarded(ask))


def models(ask: Ask) -> Iterator[str]:
    """Every model of a workspace's rows has a table under the policy."""
    from django.apps import apps

    from nitka.kit.db.models import WorkspaceModel

    wanted = {model._meta.db_table for model in apps.get_models() if issubclass(model, WorkspaceModel)}
    yield from sorted(wanted - guarded(ask))


def unlisted(ask: Ask) -> Iterator[str]:
    """Tables without a policy are those of `SHARED`; no view goes round the policies."""
    tables = ask(f"select c.relname from pg_class c where {_TABLES} and not c.relrowsecurity")
    yield from sorted({name for (name,) in tables} - set(SHARED))
    for (name,) in ask(f"select c.relname from pg_class c where {_OURS} and c.relkind in ('v', 'm')"):
        yield f"{name} is a view"


def others(ask: Ask) -> Iterator[str]:
    """The only other policy lets the worker claim from the queues of `CLAIMED`, outside of any workspace."""
    for table, policy, roles, outside in ask(
        "select c.relname, p.polname, p.polroles::regrole[]::text[],"
        " pg_get_expr(p.polqual, p.polrelid) ~ 'current_setting.*IS NULL'"
        " and pg_get_expr(p.polwithcheck, p.polrelid) ~ 'current_setting.*IS NULL'"
        " from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname <> 'workspace'"
    ):
        if policy != "queue" or roles != ["nitka_worker"] or table not in CLAIMED:
            yield f"{table} has the policy {policy} for {', '.join(roles)}"
        elif not outside:
            yield f"{table} lets the worker see all within a workspace, too"


def roles(ask: Ask) -> Iterator[str]:
    """No role can bypass policies or make itself able to; those that serve own nothing and are members of nothing."""
    for (name,) in ask(
        "select rolname from pg_roles where rolname = any(%s)"
        " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)",
        list(ROLES),
    ):
        yield f"{name} can bypass"
    for role, name in ask(
        "select relowner::regrole::text, relname from pg_class where relowner::regrole::text = any(%s) and relpersistence <> 't'"
        " union all select proowner::regrole::text, proname from pg_proc where proowner::regrole::text = any(%s)"
        " union all select member::regrole::text, roleid::regrole::text from pg_auth_members where member::regrole::text = any(%s)",
        list(SERVING), list(SERVING), list(SERVING),
    ):  # fmt: skip
        yield f"{role} owns or is a member of {name}"
    for (name,) in ask(
        "select r from unnest(%s::text[]) as r where has_schema_privilege(r, 'public', 'create')", list(SERVING)
    ):
        yield f"{name} may create in the schema"


def grants(ask: Ask) -> Iterator[str]:
    """Nothing is granted to everybody or on a partition; who serves neither truncates nor refers nor triggers."""
    for table, role, privilege in ask(
        "select c.relname, r.role, p.privilege from pg_class c, unnest(%s::text[]) as r (role),"
        " unnest(array['truncate', 'references', 'trigger', 'maintain']) as p (privilege)"
        f" where {_OURS} and c.relkind in ('r', 'p') and has_table_privilege(r.role, c.oid, p.privilege)",
        list(SERVING),
    ):
        yield f"{role} may {privilege} {table}"
    for (name,) in ask(f"select c.relname from pg_class c, aclexplode(c.relacl) a where {_OURS} and a.grantee = 0"):
        yield f"{name} is granted to everybody"
    for (name,) in ask(
        "select c.relname from pg_class c where c.relispartition and c.relkind = 'r' and c.relacl is not null"
    ):
        yield f"the partition {name} has grants of its own"
    if ask("select has_table_privilege('nitka_app', 'inbound_ledger', 'select')") != [(False,)]:
        yield "nitka_app can read the ledger"


def functions(ask: Ask) -> Iterator[str]:
    """Functions that run as the owner fix their search path and are not public."""
    for name, settings, public in ask(
        "select proname, proconfig, has_function_privilege('public', oid, 'execute') from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    ):
        if public or not any(setting.startswith("search_path=public, pg_temp") for setting in settings or []):
            yield f"{name} can be led astray"


RULES: tuple[Rule, ...] = (policies, models, unlisted, others, roles, grants, functions)
