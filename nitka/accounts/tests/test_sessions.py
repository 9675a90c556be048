"""A page's session, its person and its workspace come together."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts import actions
from nitka.accounts.models import User

HOME = "/w/uklad/me/"


@pytest.fixture
def vera(client: Client, db: None) -> Client:
    workspace = actions.create_workspace(name="Уклад", slug="uklad")
    actions.create_member(workspace=workspace, email="vera@uklad.example", name="Вера", password="клубок-узел-7")
    client.force_login(User.objects.get())
    return client


def reads(client: Client, address: str = HOME) -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as seen:
        status = client.get(address).status_code
    tables = [f"from {name} " for name in ("django_session", "accounts_user", "accounts_workspace")]
    return status, [row["sql"] for row in seen.captured_queries if any(table in row["sql"] for table in tables)]


def test_one_statement_reads_a_session_with_its_person_and_its_workspace(vera: Client) -> None:
    status, statements = reads(vera)
    assert status == 200
    assert len(statements) == 1
    assert "accounts_user u" in statements[0]


def test_a_session_that_nobody_noted_is_over(vera: Client) -> None:
    UserSession.objects.all().delete()
    assert reads(vera)[0] == 302


def test_another_person_noted_for_a_session_gets_nothing_by_it(vera: Client) -> None:
    other = User.objects.create_user(email="else@uklad.example", password="другой-узел-7")
    UserSession.objects.update(user=other)
    response = vera.get(HOME)
    assert response.status_code == 200
    assert response.wsgi_request.user.email == "vera@uklad.example"


def test_who_was_switched_off_is_out(vera: Client) -> None:
    User.objects.update(is_active=False)
    assert reads(vera)[0] == 302


def test_a_workspace_that_is_not_there_is_not_found(vera: Client) -> None:
    assert reads(vera, "/w/nowhere/me/")[0] == 404
