"""What a company has of its mailbox."""

import time
from collections.abc import Callable
from typing import Any

import psycopg

from nitka.accounts.models import Workspace
from nitka.bench.dovecot import PASSWORD
from nitka.channels.actions import change_channel, create_channel
from nitka.channels.email.fetch.tests.boxes import Box
from nitka.channels.models import Channel, Mailbox, MailboxFolder, MailboxSeen
from nitka.inbound.models import InboundLog
from nitka.kit import config
from nitka.kit.db.tenancy import in_workspace


def within(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait for a state."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


class Company:
    """A workspace, its mailbox on the server, and what became of it here."""

    def __init__(self, workspace: Workspace, box: Box) -> None:
        self.workspace, self.box = workspace, box
        self.channel: Channel | None = None

    def connect(self, protocol: str = "imap", password: str = PASSWORD, **more: Any) -> Channel:
        port = self.box.server.imap if protocol == "imap" else self.box.server.pop3
        given = {"host": "127.0.0.1", "port": port, "security": "none", **more}
        self.channel = create_channel(
            workspace=self.workspace,
            kind="email",
            name="Почта",
            settings={"address": self.box.user, protocol: given},
            secrets={f"{protocol}_password": password},
        )
        return self.channel

    def change(self, secrets: dict[str, Any] | None = None, **more: Any) -> None:
        assert self.channel is not None
        with in_workspace(self.workspace.id):
            settings = {**self.channel.settings, "imap": {**self.channel.settings["imap"], **more}}
            change_channel(channel=self.channel, settings=settings, secrets=secrets)

    @property
    def mailbox(self) -> Mailbox:
        with in_workspace(self.workspace.id):
            return Mailbox.objects.get()

    @property
    def folder(self) -> MailboxFolder:
        with in_workspace(self.workspace.id):
            return MailboxFolder.objects.get()

    def has(self) -> list[str]:
        """The letters that were accepted, by the first part of their Message-IDs."""
        with in_workspace(self.workspace.id):
            keys = InboundLog.objects.order_by("id").values_list("key", flat=True)
            return [key.partition("@")[0] for key in keys]

    def seen(self) -> int:
        """How many letters are known by their names alone."""
        with in_workspace(self.workspace.id):
            return MailboxSeen.objects.count()

    def forget(self, name: str) -> None:
        """As if a letter had never come: its log and its line in the ledger."""

        with psycopg.connect(**config.load().connection("owner"), autocommit=True) as owner:
            for table in ("inbound_log", "inbound_ledger"):
                owner.execute(f"delete from {table} where key like %s", [f"{name}@%"])
