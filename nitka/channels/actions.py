"""Verbs of channels."""

from typing import Any

from django.db import connection, transaction

from nitka.accounts.actions import register, unregister
from nitka.accounts.models import Entry, Workspace
from nitka.channels import queries
from nitka.channels.mailboxes.actions import follow
from nitka.channels.models import Channel
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Touchpoint


class AddressTaken(ValueError):
    """Another channel, of whatever workspace, has this address or domain, which is the exception's text."""


@transaction.atomic
def create_channel(
    *,
    workspace: Workspace,
    kind: str,
    name: str,
    settings: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
    language: str = "",
) -> Channel:
    """A new channel with its touchpoint; a mail channel's addresses and domains enter the directory.

    Raises AddressTaken.
    """
    with in_workspace(workspace.id):
        channel = Channel(kind=kind, name=name, settings=settings or {}, language=language or workspace.language)
        channel.seal(secrets or {})
        channel.save(force_insert=True)
        Touchpoint.objects.create(name=name, channel_id=channel.pk)
        register(kind="channel", key=str(channel.pk), workspace_id=workspace.id, object_id=channel.pk)
        _enter(channel, sorted(set(addresses(channel))))
        follow(channel=channel)
    return channel


@transaction.atomic
def change_channel(*, channel: Channel, settings: dict[str, Any], secrets: dict[str, Any] | None = None) -> None:
    """New settings, and new secrets when some are given; the directory follows. Raises AddressTaken."""
    before = set(addresses(Channel.objects.select_for_update().get(pk=channel.pk)))
    channel.settings = settings
    if secrets is not None:
        channel.seal(secrets)
    channel.save()
    after = set(addresses(channel))
    for key, value in before - after:
        unregister(kind=key, key=value, object_id=channel.pk)
    _enter(channel, sorted(after - before))
    follow(channel=channel)
    queries.forget()


def addresses(channel: Channel) -> list[tuple[str, str]]:
    """What leads letters to a channel: ("address", anna@shop.example) and ("domain", shop.example)."""
    settings = channel.settings
    given = [settings.get("address", ""), *settings.get("aliases", [])]
    lines = [("address", str(value).strip().lower()) for value in given if value]
    return lines + [("domain", str(value).strip().lower()) for value in settings.get("domains", []) if value]


def _enter(channel: Channel, lines: list[tuple[str, str]]) -> None:
    """Lead letters to a channel, unless they go to another one: a second company must not get a copy of the first's."""
    for kind, key in lines:
        with connection.cursor() as cursor:  # two who enter the same address at once: the second one sees the first
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"directory:{kind}:{key}"])
        if Entry.objects.filter(kind=kind, key=key).exclude(object_id=channel.pk).exists():
            raise AddressTaken(key)
        register(kind=kind, key=key, workspace_id=channel.workspace_id, object_id=channel.pk)
