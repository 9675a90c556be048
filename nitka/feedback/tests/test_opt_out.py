"""Who had said before that they want no more questions is in the journal of consents, and asked no more."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from nitka.customers.models import Consent, Wording
from nitka.customers.queries import agreed, standing
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.tests.roles import as_role

from .factories import talked

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_said_before_is_a_withdrawal_now(workspace, channel, vera):
    talk = talked(channel, "s1", vera)
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("create table feedback_opt_out (id uuid, workspace_id uuid, identity_id uuid, at timestamptz)")
        try:
            cursor.execute(
                "insert into feedback_opt_out values (%s, %s, %s, '2026-03-01 12:00+00')",
                [uuid7(), workspace.pk, talk.identity_id],
            )
            with connection.schema_editor() as editor:
                import_module("nitka.feedback.migrations.0002_opt_out").move(apps, editor)
        finally:
            cursor.execute("drop table feedback_opt_out")
    with in_workspace(workspace.pk):
        said = Consent.objects.get()
        assert (said.everywhere, said.at.isoformat()) == (True, "2026-03-01T12:00:00+00:00")
        assert agreed(standing([talk.identity_id]), talk.identity_id, "surveys") is False
        assert Wording.objects.get().text
