from uuid import uuid4

import pytest
from django.db import connection, transaction

from nitka.kit import context
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)

HERE, THERE = uuid4(), uuid4()


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('nitka.workspace', true), '')")
        return cursor.fetchone()[0]


def test_a_block_is_inside_and_what_follows_is_not():
    with in_workspace(HERE):
        assert (setting(), context.require_workspace()) == (str(HERE), HERE)
    assert setting() == ""
    with pytest.raises(context.NoWorkspace):
        context.require_workspace()


def test_a_block_within_another_workspace_gives_it_back():
    with in_workspace(HERE):
        with in_workspace(THERE):
            assert setting() == str(THERE)
        assert (setting(), context.require_workspace()) == (str(HERE), HERE)


def test_an_error_gives_it_back_too():
    with in_workspace(HERE):
        with pytest.raises(KeyError), in_workspace(THERE):
            raise KeyError
        assert (setting(), context.require_workspace()) == (str(HERE), HERE)


def test_a_rollback_without_an_error_gives_it_back_too():
    with in_workspace(HERE):
        with in_workspace(THERE):
            transaction.set_rollback(True)
        assert (setting(), context.require_workspace()) == (str(HERE), HERE)
