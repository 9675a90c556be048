# ruff: noqa: E501 - a question in one line reads better
"""What the catalogue must say, whoever adds a table next (DESIGN.md, rule 2)."""

import pytest

from nitka.kit.db.shared import SHARED
from nitka.kit.db.tests.catalogue import ask, column, tables_with

pytestmark = pytest.mark.django_db

ROLES = ("nitka_owner", "nitka_app", "nitka_worker")
SERVING = ("nitka_app", "nitka_worker")


def test_every_table_with_a_workspace_has_its_policy():
    guarded = column(
        "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid where c.relrowsecurity and p.polname = 'workspace'"
        " and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)"
        " and pg_get_expr(p.polqual, p.polrelid) like '%%workspace_id = (NULLIF(current_setting(%%nitka.workspace%%'"
    )
    assert tables_with("workspace_id") - set(SHARED) == guarded
    assert len(guarded) > 15


def test_the_tables_without_a_policy_are_those_of_the_list_each_with_a_reason():
    unguarded = column(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')"
        " and not relrowsecurity and not relispartition"
    )
    assert unguarded == set(SHARED)
    assert all(len(reason) > 20 for reason in SHARED.values())


def test_no_view_goes_round_the_policies():
    assert (
        column("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')")
        == set()
    )


def test_the_only_other_policies_let_the_worker_claim_from_queues():
    others = ask(
        "select c.relname, p.polname, p.polroles::regrole[]::text[] from pg_policy p join pg_class c on c.oid = p.polrelid"
        " where p.polname <> 'workspace'"
    )
    assert {(policy, tuple(roles)) for _, policy, roles in others} == {("queue", ("nitka_worker",))}
    assert {table for table, _, _ in others} == {
        "channels_mailbox",
        "inbound_log",
        "moments_payload",
        "conversations_delivery",
        "customers_change",
        "customers_stale",
        "imports_import",
        "moving_moving",
        "conversations_pending",
        "conversations_snooze",
        "notices_sending",
        "notices_todo",
        "sending_run",
        "sending_schedule",
        "segments_due",
        "segments_segment",
        "segments_touch",
        "rights_copy",
        "rights_erasure",
        "webhooks_delivery",
        "webhooks_endpoint",
        "webhooks_happening",
        "webhooks_message",
    }


def test_keys_and_unique_constraints_begin_with_the_workspace():
    wrong = ask(
        "select i.indrelid::regclass::text, i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
        " where c.relrowsecurity and i.indisunique and a.attname <> 'workspace_id'"
    )
    assert wrong == []


def test_indexes_of_guarded_tables_begin_with_the_workspace():
    wrong = column(
        "select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid"
        " left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
        " where c.relrowsecurity and c.relkind in ('r', 'p') and not c.relispartition and a.attname is distinct from 'workspace_id'"
    )
    assert wrong == {
        "conversations_delivery_due",  # the deliverer claims across workspaces
        "conversations_pending_due",  # so does who sends what waited for its moment
        "conversations_snooze_due",  # and who wakes
        "customers_change_due",  # and who changes many customers
        "imports_due",  # and who loads files
        "moving_due",  # and who brings what other programs hold
        "notices_todo_due",  # and who makes notices
        "notices_sending_due",  # and who sends them
        "segments_refill_due",  # and who judges segments: all of one,
        "segments_touch_due",  # whom something happened to,
        "segments_due_next",  # whom time may concern
        "sending_due",  # and who has lists sent:
        "sending_run_due",  # when, and which
        "rights_copy_due",  # and who makes copies
        "rights_erasure_due",  # and who erases
        "accounts_member_user_id_b994c8b6",  # the key to users, who belong to no workspace
    }


def test_foreign_keys_between_guarded_tables_hold_the_workspace():
    loose = ask(
        "select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid"
        " where k.contype = 'f' and c.relrowsecurity and f.relrowsecurity and not exists ("
        " select from pg_attribute a, pg_attribute b where a.attrelid = c.oid and a.attnum = k.conkey[1] and b.attrelid = f.oid"
        " and b.attnum = k.confkey[1] and a.attname = 'workspace_id' and b.attname = 'workspace_id')"
    )
    assert loose == []


def test_nothing_refers_to_the_moments():
    assert ask("select conname from pg_constraint where contype = 'f' and confrelid = 'moments_moment'::regclass") == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_can_bypass_or_make_itself_able_to(role):
    ((superuser, bypasses, creates_roles, creates_databases, replicates),) = ask(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = %s",
        role,
    )
    assert not any((superuser, bypasses, creates_roles, creates_databases, replicates))


def test_the_serving_roles_own_nothing_and_are_members_of_nothing():
    owned = ask(
        "select relname from pg_class where relowner::regrole::text = any(%s) and relpersistence <> 't'", list(SERVING)
    )
    assert owned == []
    assert ask("select proname from pg_proc where proowner::regrole::text = any(%s)", list(SERVING)) == []
    assert ask("select roleid::regrole from pg_auth_members where member::regrole::text = any(%s)", list(SERVING)) == []
    assert not any(
        row[0]
        for row in ask("select has_schema_privilege(r, 'public', 'create') from unnest(%s::text[]) as r", list(SERVING))
    )


def test_the_serving_roles_may_neither_truncate_nor_refer_nor_trigger():
    allowed = ask(
        "select c.relname, r.role, p.privilege from pg_class c, unnest(%s::text[]) as r (role),"
        " unnest(array['truncate', 'references', 'trigger', 'maintain']) as p (privilege)"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
        " and has_table_privilege(r.role, c.oid, p.privilege)",
        list(SERVING),
    )
    assert allowed == []


def test_nothing_is_granted_to_everybody():
    assert (
        column(
            "select c.relname from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'public'::regnamespace and a.grantee = 0"
        )
        == set()
    )


def test_partitions_carry_no_grants_of_their_own():
    partitions = ask("select relname, relacl from pg_class where relispartition and relkind = 'r'")
    assert len(partitions) > 6
    assert [name for name, grants in partitions if grants is not None] == []


def test_the_app_cannot_read_the_ledger():
    assert ask("select has_table_privilege('nitka_app', 'inbound_ledger', 'select')") == [(False,)]


def test_functions_of_the_owner_fix_their_search_path_and_are_not_public():
    functions = ask(
        "select proname, proconfig, has_function_privilege('public', oid, 'execute') from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert {name for name, _, _ in functions} >= {"nitka_accept", "nitka_moment_partitions"}
    for name, settings, public in functions:
        assert any(setting.startswith("search_path=public, pg_temp") for setting in settings or []), name
        assert not public, name
