"""Verbs of channels."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction

from nitka.accounts.actions import register, unregister
from nitka.accounts.actions.audit import record
from nitka.accounts.models import Entry, Workspace
from nitka.channels import queries
from nitka.channels.events import ChannelChanged
from nitka.channels.mailboxes.actions import follow
from nitka.channels.models import Channel
from nitka.kit import clock, context, events
from nitka.kit.db.bulk import array
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Touchpoint

EXACT = timedelta(minutes=1)  # how exact the time of the last message is
KEPT = ["name", "settings", "sealed", "language", "team_id", "is_active", "off_at", "off_by_id"]


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
        record("channel.created", kind="channel", object_id=channel.pk, detail={"name": name})
    return channel


@transaction.atomic
def change_channel(*, channel: Channel, settings: dict[str, Any], secrets: dict[str, Any] | None = None) -> None:
    """New settings, and new secrets when some are given; the directory follows. Raises AddressTaken."""
    held = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    before = set(addresses(held))
    channel.settings = settings
    if secrets is not None:
        channel.seal(secrets)
    _switch(channel, was_on=held.is_active)
    channel.save(update_fields=KEPT)
    after = set(addresses(channel))
    for key, value in before - after:
        unregister(kind=key, key=value, object_id=channel.pk)
    _enter(channel, sorted(after - before))
    follow(channel=channel)
    events.publish(ChannelChanged(channel.pk))
    queries.forget()


def carried(*, way: Literal["in", "out"], at: Mapping[UUID, datetime]) -> None:
    """Channels brought something, or took it out: when, to the minute.

    A busy channel's row is written once a minute; one that somebody else holds just now is left for the next time.
    """
    column = "last_in_at" if way == "in" else "last_out_at"
    with connection.cursor() as cursor:
        cursor.execute(
            f"with given as (select * from unnest(%s::uuid[], %s::timestamptz[]) as g (id, at)),"  # noqa: S608 - ours
            f" due as (select c.id, given.at from channels_channel c join given using (id)"
            f"  where c.{column} is null or c.{column} < given.at - make_interval(secs => %s)"
            f"  for no key update of c skip locked)"
            f" update channels_channel c set {column} = due.at from due where c.id = due.id",
            [array(at), list(at.values()), EXACT.total_seconds()],
        )


def addresses(channel: Channel) -> list[tuple[str, str]]:
    """What leads letters to a channel: ("address", anna@shop.example) and ("domain", shop.example)."""
    settings = channel.settings
    given = [settings.get("address", ""), *settings.get("aliases", [])]
    lines = [("address", str(value).strip().lower()) for value in given if value]
    return lines + [("domain", str(value).strip().lower()) for value in settings.get("domains", []) if value]


def _switch(channel: Channel, *, was_on: bool) -> None:
    """Since when it is off, and by whom; what was done to it into the log."""
    verb = "channel.changed"
    if was_on and not channel.is_active:
        verb, channel.off_at, channel.off_by_id = "channel.off", clock.now(), context.member_id.get()
    if not was_on and channel.is_active:
        verb, channel.off_at, channel.off_by_id = "channel.on", None, None
    record(verb, kind="channel", object_id=channel.pk, detail={"name": channel.name})


def _enter(channel: Channel, lines: list[tuple[str, str]]) -> None:
    """Lead letters to a channel, unless they go to another one: a second company must not get a copy of the first's."""
    for kind, key in lines:
        with connection.cursor() as cursor:  # two who enter the same address at once: the second one sees the first
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"directory:{kind}:{key}"])
        if Entry.objects.filter(kind=kind, key=key).exclude(object_id=channel.pk).exists():
            raise AddressTaken(key)
        register(kind=kind, key=key, workspace_id=channel.workspace_id, object_id=channel.pk)
