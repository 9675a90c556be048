"""The list of channels says of each in words what comes, what goes, what is wrong and what to do."""

from datetime import timedelta

import pytest
from django.utils import translation

from nitka.accounts.models import AuditEntry, Member
from nitka.channels.actions import carried, change_channel, create_channel
from nitka.channels.contract import ChannelError
from nitka.channels.mailboxes import actions
from nitka.channels.models import Channel, Mailbox
from nitka.conversations.channel_list import groups, needing_attention
from nitka.conversations.models import Delivery, Message
from nitka.conversations.tests.desk import open_desk, queries
from nitka.conversations.tests.factories import arrive, digest_all, mail, said
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_desk(role="owner")


def page(desk, path=""):
    return desk.client.get(f"/w/{desk.workspace.slug}/settings/channels/{path}").content.decode()


def test_what_came_and_went_is_told_to_the_minute(desk):
    assert "nothing has come or gone yet" in page(desk)
    arrive(said(desk.channel, "s1"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        first = Channel.objects.get(pk=desk.channel.pk).last_in_at
        assert first is not None
        carried(way="in", at={desk.channel.pk: first + timedelta(seconds=59)})
        assert Channel.objects.get(pk=desk.channel.pk).last_in_at == first
        carried(way="in", at={desk.channel.pk: first + timedelta(seconds=61)})
        assert Channel.objects.get(pk=desk.channel.pk).last_in_at > first
        carried(way="in", at={desk.channel.pk: first - timedelta(days=1)})
        assert Channel.objects.get(pk=desk.channel.pk).last_in_at > first


def test_an_address_without_a_server_needs_one(desk):
    with in_workspace(desk.workspace.pk):
        lone = create_channel(workspace=desk.workspace, kind="email", name="Lone", settings={"address": "a@b.example"})
        assert list(needing_attention()) == [lone]
    shown = page(desk)
    assert "Name the server that takes your letters" in shown
    assert "Need attention" in shown


def test_a_mailbox_in_trouble_says_why_and_what_to_do(desk):
    with in_workspace(desk.workspace.pk):
        box = _mailbox(desk)
        actions.trouble(mailbox_id=box.pk, error=ChannelError("auth_in", permanent=False, detail="NO"))
        assert [row.pk for row in needing_attention()] == [box.channel_id]
    shown = page(desk)
    assert "The mailbox did not accept the name and password" in shown
    assert "app passwords" in shown


def test_answers_that_a_relay_refuses_for_now_are_counted(desk):
    with in_workspace(desk.workspace.pk):
        _mailbox(desk)
    arrive(said(desk.channel, "s1"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        came = Message.objects.get()
        for attempts in (1, 0):
            out = Message.objects.create(
                conversation_id=came.conversation_id, identity_id=came.identity_id, channel_id=came.channel_id,
                direction="out", text="Yes",
            )  # fmt: skip
            Delivery.objects.create(
                message=out, channel_id=came.channel_id, attempts=attempts, reason="authentication" if attempts else ""
            )
        with translation.override("en"):
            (group, *_rest) = groups()
        assert [wrong.tag for row in group.rows for wrong in row.wrong] == ["does not send"]
        assert "1 answer waits" in group.rows[0].wrong[0].fix


def test_who_switched_it_off_is_told_and_written_down(desk):
    form = {"name": "Chat", "origins": ""}
    url = f"/w/{desk.workspace.slug}/settings/channels/{desk.channel.pk}/"
    assert desk.client.post(url, form).status_code == 302
    with in_workspace(desk.workspace.pk):
        row = Channel.objects.get(pk=desk.channel.pk)
        assert (row.is_active, row.off_by_id, row.off_at is not None) == (False, desk.member.pk, True)
        assert AuditEntry.objects.filter(verb="channel.off", object_id=row.pk).exists()
        name = Member.objects.get(pk=desk.member.pk).name
    assert f"Switched off by {name}" in page(desk)
    desk.client.post(url, form | {"is_active": "on"})
    with in_workspace(desk.workspace.pk):
        assert Channel.objects.get(pk=desk.channel.pk).off_at is None


def test_the_list_costs_the_same_for_many_and_can_be_narrowed(desk):
    few = len(queries(lambda: page(desk)))
    assert "data-narrow" not in page(desk)
    with in_workspace(desk.workspace.pk):
        for number in range(20):
            create_channel(workspace=desk.workspace, kind="chat", name=f"Chat {number}")
    assert len(queries(lambda: page(desk))) == few
    assert "data-narrow" in page(desk)


def test_without_channels_the_ways_to_connect_one_are_shown(desk):
    with in_workspace(desk.workspace.pk):
        Channel.objects.update(is_active=False, off_at=clock.now())
    shown = page(desk)
    assert "Switched off" in shown
    assert "channels/new/email/" in shown


def _mailbox(desk) -> Mailbox:
    made = mail(desk.workspace)
    settings = made.settings | {"imap": {"host": "127.0.0.1", "port": 1}, "relay": {"host": "127.0.0.1"}}
    change_channel(channel=made, settings=settings)
    return Mailbox.objects.get()
