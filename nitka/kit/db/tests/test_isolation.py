# ruff: noqa: E501 - a question in one line reads better
"""What the catalogue must say, whoever adds a table next (DESIGN.md, rule 2)."""

import pytest

from nitka.kit.db import guarded
from nitka.kit.db.shared import CLAIMED, SHARED
from nitka.kit.db.tests.catalogue import ask, column

pytestmark = pytest.mark.django_db



def test_the_catalogue_says_what_the_rules_of_isolation_want():
    assert guarded.faults(ask) == []
    assert len(guarded.guarded(ask)) > 15


def test_every_queue_that_the_worker_claims_from_has_its_policy():
    assert column("select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid where p.polname = 'queue'") == CLAIMED


def test_there_are_partitions_and_functions_of_the_owner_to_be_judged():
    assert len(column("select relname from pg_class where relispartition and relkind = 'r'")) > 6
    definers = column("select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef")
    assert definers >= {"nitka_accept", "nitka_moment_partitions"}


def test_the_tables_without_a_policy_are_those_of_the_list_each_with_a_reason():
    unguarded = column(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')"
        " and not relrowsecurity and not relispartition"
    )
    assert unguarded == set(SHARED)
    assert all(len(reason) > 20 for reason in SHARED.values())


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
