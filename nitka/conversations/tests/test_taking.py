import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pyarrow import parquet

from nitka.accounts.models import AuditEntry, Member, Role, Scope
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    channel = chat(workspace)
    arrive(*[said(channel, f"s{n}", text=f"=1+{n}", id=f"m{n}") for n in range(3)])
    digest_all()
    return workspace


def taken(shop, role=Role.AGENT, scope=Scope.ALL, **asked):
    member, client = accounts.member(shop, role=role), Client()
    with in_workspace(shop.pk):
        Member.objects.filter(pk=member.pk).update(scope=scope)
    client.force_login(member.user)
    return client.post(f"/w/{shop.slug}/inbox/export/", {"view": "all", "kind": "csv"} | asked)


def rows(answer):
    return list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))


def test_the_list_is_saved_as_it_is_shown_and_that_is_written_down(shop):
    found = rows(taken(shop))
    assert len(found) == 4
    assert found[0][:2] == ["№", "Клиент"]
    assert sorted(row[0] for row in found[1:]) == ["1", "2", "3"]
    table = parquet.read_table(BytesIO(b"".join(taken(shop, kind="parquet"))))
    assert sorted(table.column("№").to_pylist()) == [1, 2, 3]
    with in_workspace(shop.pk):
        lines = AuditEntry.objects.filter(verb="conversations.exported")
        assert {line.detail["kind"] for line in lines} == {"CSV", "PARQUET"}


def test_of_whose_conversations_the_scope_says(shop):
    other = accounts.member(shop)
    with in_workspace(shop.pk):
        Conversation.objects.filter(number=1).update(assignee_id=other.pk)
    assert {row[0] for row in rows(taken(shop, scope=Scope.OWN))[1:]} == {"2", "3"}


def test_who_may_not_takes_nothing_and_no_such_list_is_refused(shop):
    assert taken(shop, role=Role.OBSERVER).status_code == 403
    assert taken(shop, kind="exe").status_code == 400
    assert taken(shop, view="team-0").status_code == 400
    assert taken(shop, label="x").status_code == 400


def test_it_costs_the_same_however_many_there_are(shop):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            b"".join(taken(shop))
        counts.append(len(seen))
        channel = chat(shop, name="Второй") if len(counts) == 1 else None
        if channel:
            arrive(*[said(channel, f"t{n}", id=f"t{n}") for n in range(20)])
            digest_all()
    assert counts[0] == counts[1]
