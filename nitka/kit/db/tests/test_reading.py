from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role, User, Workspace
from nitka.kit import config
from nitka.kit.db import reading
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    workspace = Workspace.objects.create(slug="read", name="Читальня", settings={"brand": {"colour": "#123456"}})
    user = User.objects.create(email="ada@read.example", name="Ада")
    with in_workspace(workspace.pk):
        yield Member.objects.create(user=user, name="Ада", role=Role.AGENT, team_ids=[uuid4()], hours={"0": ["09:00"]})


def plain(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_what_the_orm_reads(member):
    assert plain(reading.one(Member, "id = %s", [member.pk])) == plain(Member.objects.get(pk=member.pk))
    workspace = reading.one(Workspace, "slug = %s", ["read"])
    assert plain(workspace) == plain(Workspace.objects.get(slug="read"))
    assert reading.one(Workspace, "slug = %s", ["nobody's"]) is None


def test_a_row_that_was_read_can_be_saved(member):
    read = reading.one(Member, "id = %s", [member.pk])
    read.name = "Ада Лавлейс"
    read.save(update_fields=["name"])
    assert Member.objects.get(pk=member.pk).name == "Ада Лавлейс"


def test_the_columns_of_several_models_come_apart(member):
    wanted = f"{reading.columns(Member, 'm')}, {reading.columns(User, 'u')}"
    found = reading.row(
        f"select {wanted} from accounts_member m join accounts_user u on u.id = m.user_id where m.id = %(id)s",
        {"id": member.pk},
    )
    one, user = reading.split(found, Member, User)
    assert (one.name, user.email) == ("Ада", "ada@read.example")


def test_a_statement_is_planned_once_a_connection(member):
    for _ in range(3):
        assert reading.rows("select name from accounts_member where id = %s", [member.pk]) == [("Ада",)]
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements where statement like %s", ["select name from %"])
        assert [row[0] for row in cursor.fetchall()] == ["select name from accounts_member where id = $1"]


def test_a_workspace_that_is_not_entered_shows_nothing(member):
    with in_workspace(uuid4()):
        assert reading.rows("select name from accounts_member where id = %s", [member.pk]) == []


def test_statements_are_counted_and_logged_with_their_values(member):
    with CaptureQueriesContext(connection) as captured:
        reading.row("select name from accounts_member where id = %s", [member.pk])
    assert [member.pk.hex in query["sql"] for query in captured] == [True]


def test_nothing_is_prepared_through_a_pooler(monkeypatch):
    assert "prepare_threshold" in config.database_settings()["OPTIONS"]
    monkeypatch.setenv("NITKA_DIRECT_URL", "postgresql://direct.example/nitka")
    assert "prepare_threshold" not in config.database_settings()["OPTIONS"]
