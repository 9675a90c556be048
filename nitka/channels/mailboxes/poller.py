"""The worker's loop: one poller in the cluster, a watch for every mailbox that is on."""

import threading
from datetime import datetime
from uuid import UUID

import psycopg
import structlog
from django.db import connection

from nitka.channels.mailboxes.intake import Intake
from nitka.channels.mailboxes.watch import Watch
from nitka.channels.models import Mailbox
from nitka.kit import config
from nitka.kit.db import only

LOCK = 0x6E69746B61 + 25
EVERY = 1.0  # seconds between looks for mailboxes that were added, changed or switched off
GOODBYE = 3.0

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """Look after all mailboxes until `stop`; whoever holds the lock does."""
    while not stop.is_set():
        try:
            with psycopg.connect(config.dsn("worker"), autocommit=True, application_name="nitka poller") as held:
                if only.hold(held, LOCK, stop):
                    log.info("poller runs")
                    _keep(held, stop)
        except psycopg.Error as error:
            log.warning("poller lost its connection", error=str(error).strip())
            stop.wait(0.5)


def _keep(held: "psycopg.Connection[tuple[object, ...]]", stop: threading.Event) -> None:
    watches: dict[UUID, Watch] = {}
    with Intake() as intake:
        try:
            while not stop.is_set():
                held.execute("select")  # raises when the lock went with its connection
                _follow(watches, _wanted(), intake)
                stop.wait(EVERY)
        finally:
            for watch in watches.values():
                watch.end()
            for watch in watches.values():
                watch.thread.join(GOODBYE)


def _wanted() -> dict[UUID, tuple[UUID, datetime]]:
    try:
        rows = Mailbox.objects.filter(is_on=True).values_list("pk", "workspace_id", "changed_at")
        return {pk: (workspace_id, changed_at) for pk, workspace_id, changed_at in rows}
    finally:
        connection.close()


def _follow(watches: dict[UUID, Watch], wanted: dict[UUID, tuple[UUID, datetime]], intake: Intake) -> None:
    """End what is off or changed, begin what is new; one that ends is not yet begun anew."""
    for key, watch in list(watches.items()):
        if key not in wanted or wanted[key][1] != watch.changed_at:
            watch.end()
        if not watch.thread.is_alive():
            del watches[key]
    for key, (workspace_id, changed_at) in wanted.items():
        if key not in watches:
            watches[key] = Watch(key, workspace_id, changed_at, intake)
            watches[key].start()
