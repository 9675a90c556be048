"""One Dovecot for all tests of fetching; each takes a mailbox of its own."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from nitka.bench.dovecot import Dovecot, dovecot
from nitka.channels.email.fetch.tests.boxes import Box

_names = itertools.count(1)


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    """The server stands on this machine."""
    settings.INSIDE_NETWORKS = ["127.0.0.0/8", "::1/128"]


@pytest.fixture(scope="package")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def box(server: Dovecot) -> Box:
    return Box(server, f"{next(_names)}@uklad.example")
