"""A company whose channel is a mailbox in a real Dovecot, and the poller that looks after it."""

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from nitka.accounts.tests import factories as accounts
from nitka.bench.dovecot import Dovecot, dovecot
from nitka.channels.email.fetch.tests.boxes import Box
from nitka.channels.mailboxes import poller
from nitka.channels.mailboxes.tests.house import Company
from nitka.channels.mailboxes.watch import Watch
from nitka.kit import config

_names = itertools.count(1)


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    """The server stands on this machine."""
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture(scope="package")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def company(server: Dovecot) -> Company:
    return Company(accounts.workspace(), Box(server, f"{next(_names)}@uklad.example"))


@pytest.fixture
def poll(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Start the worker's loop; it ends with the test."""
    monkeypatch.setattr(poller, "EVERY", 0.02)
    monkeypatch.setattr(Watch, "_run", _as_worker(Watch._run))
    stop = threading.Event()
    thread = threading.Thread(target=_as_worker(poller.run), args=[stop], daemon=True)
    yield thread.start
    stop.set()
    if thread.is_alive():
        thread.join(10)
        assert not thread.is_alive()


def _as_worker(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """These threads are the worker's; the test's own is a page's."""

    def as_worker(argument: Any) -> None:
        role = {"USER": "nitka_worker", "PASSWORD": config.load().password("worker")}
        connection.settings_dict = {**connection.settings_dict, **role}
        try:
            run(argument)
        finally:
            connection.close()

    return as_worker
