"""`/settings/system/`."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Member, Role, Workspace
from nitka.accounts.tests import factories
from nitka.channels.actions import create_channel
from nitka.channels.models import Mailbox
from nitka.conversations.tests.factories import chat, mail
from nitka.health import queries
from nitka.health.beats import Beats
from nitka.health.reading import Relay
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh() -> None:
    queries.forget()


@pytest.fixture
def workspace() -> Workspace:
    return factories.workspace(name="Уклад")


def page(member: Member, language: str = "en") -> Any:
    client = Client()
    member.user.language = language
    member.user.save()
    client.force_login(member.user)
    with in_workspace(member.workspace_id):
        slug = Workspace.objects.get(pk=member.workspace_id).slug
    return client.get(f"/w/{slug}/settings/system/")


def owner(workspace: Workspace) -> Member:
    return factories.member(workspace, role=Role.OWNER)


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.OBSERVER])
def test_only_administrators_see_it(workspace: Workspace, role: Role):
    assert page(factories.member(workspace, role=role)).status_code == 403


def test_it_says_what_is_wrong_and_what_to_do_in_both_languages(workspace: Workspace):
    member = owner(workspace)
    assert "Nothing is heard of the process “worker”" in page(member).content.decode()
    said = page(member, "ru").content.decode()
    assert "Процесс «worker» молчит" in said
    assert "3 вещи требуют внимания" in said.replace("\xa0", " ")


def test_a_mailbox_in_trouble_is_named_to_its_own_company_only(workspace: Workspace):
    for name, company in (("Ours", workspace), ("Theirs", factories.workspace(name="B"))):
        with in_workspace(company.pk):
            channel = mail(company, f"{name.lower()}@uklad.example")
            type(channel).objects.filter(pk=channel.pk).update(name=name)
            Mailbox.objects.filter(channel_id=channel.pk).update(is_on=True, state="trouble", reason="auth_in")
    said = page(owner(workspace)).content.decode()
    assert "Ours" in said
    assert "Theirs" not in said
    assert "2 mailboxes cannot be fetched from" in said


def test_mail_servers_are_named_to_the_company_whose_channels_name_them(workspace: Workspace):
    for host, company in (("10.1.2.3", workspace), ("10.9.8.7", factories.workspace(name="B"))):
        create_channel(workspace=company, kind="email", name="Mail", settings={"relay": {"host": host}})
    said = page(owner(workspace)).content.decode()
    assert "10.1.2.3:587" in said
    assert "10.9.8.7" not in said
    everybody = queries.recent(deep=True)
    relays = tuple(Relay(host, 587, "Connection refused") for host in ("10.1.2.3", "10.9.8.7"))
    with in_workspace(workspace.pk):
        seen = queries.own(replace(everybody, relays=relays))
    assert [one.host for one in seen.relays] == ["10.1.2.3"]
    assert everybody.nameless == ("10.1.2.3:587", "10.9.8.7:587")
    assert seen.nameless == ("10.1.2.3:587",)


def test_errors_of_another_company_are_not_shown(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    at = datetime.now(UTC).isoformat()
    lines = [
        {"at": at, "logger": "nitka.x", "event": "ours broke", "workspace_id": str(workspace.pk)},
        {"at": at, "logger": "nitka.x", "event": "theirs broke", "workspace_id": str(uuid7())},
        {"at": at, "logger": "nitka.x", "event": "nobody's broke"},
    ]
    monkeypatch.setattr("nitka.kit.logs.recent", lambda: lines)
    Beats("worker").beat()
    said = page(owner(workspace)).content.decode()
    assert "ours broke" in said
    assert "nobody&#x27;s broke" in said
    assert "theirs broke" not in said


def test_more_channels_make_no_more_statements(workspace: Workspace):
    member = owner(workspace)
    page(member)
    with CaptureQueriesContext(connection) as few:
        page(member)
    for _ in range(5):
        chat(workspace)
    with CaptureQueriesContext(connection) as many:
        page(member)
    assert len(many) == len(few)


def test_with_its_database_away_it_still_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("nitka.health.queries._database", lambda *_, **__: (None, "connection refused"))
    answer = page(owner(workspace))
    assert answer.status_code == 200
    assert "The database does not answer: connection refused." in answer.content.decode()


def test_a_dead_process_is_shown_until_another_takes_its_place(workspace: Workspace):
    member = owner(workspace)
    Beats("worker").beat()
    with connection.cursor() as cursor:
        cursor.execute("update health_process set id = 'gone', pid = 99999999, at = now() - interval '5 minutes'")
    assert "99999999" in page(member).content.decode()
    Beats("worker").beat()
    queries.forget()
    assert "99999999" not in page(member).content.decode()
