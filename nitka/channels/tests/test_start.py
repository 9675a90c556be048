"""The steps from an empty workspace to its first message."""

import pytest
from django.test import Client

from nitka.accounts.models import Role, User, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.channels.models import Channel
from nitka.channels.views import start
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    made = accounts.workspace(slug="uklad")
    start.first_chat(made)
    return made


def signed_in(workspace: Workspace, role: str = Role.OWNER) -> Client:
    member = accounts.member(workspace, role=role)
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    return client


def test_the_line_of_the_chat_is_there_to_copy(workspace: Workspace) -> None:
    with in_workspace(workspace.id):
        chat = Channel.objects.get(kind="chat")
    page = signed_in(workspace).get("/w/uklad/start/").content.decode()
    assert f"/widget.js?channel={chat.pk}" in page


def test_a_message_ticks_its_step(workspace: Workspace) -> None:
    with in_workspace(workspace.id):
        assert start.steps().done == 0
        Moment.objects.create(kind="message.in", channel_id=Channel.objects.get(kind="chat").pk)
        assert start.steps().done == 2
        assert start.steps().mail_at is None


def test_an_address_becomes_a_channel_once(workspace: Workspace) -> None:
    owner = signed_in(workspace)
    for _ in range(2):
        response = owner.post("/w/uklad/start/mail/", {"address": "Help@Uklad.example"})
    assert response.status_code == 422
    with in_workspace(workspace.id):
        assert [channel.name for channel in Channel.objects.filter(kind="email")] == ["help@uklad.example"]


def test_a_broken_address_is_said(workspace: Workspace) -> None:
    response = signed_in(workspace).post("/w/uklad/start/mail/", {"address": "help"})
    assert response.status_code == 422
    assert "name@company.com" in response.content.decode()


@pytest.mark.parametrize("path", ["", "preview/"])
def test_only_administrators_connect_channels(workspace: Workspace, path: str) -> None:
    assert signed_in(workspace, Role.AGENT).get(f"/w/uklad/start/{path}").status_code == 403
    assert signed_in(workspace, Role.ADMINISTRATOR).get(f"/w/uklad/start/{path}").status_code == 200
