"""A running installation to be backed up, whose letters go to a relay of ours."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nitka.cli.tests.house import House, standing
from nitka.notices.tests.services import Relay

ADDRESS = "help@uklad.example"


@pytest.fixture(scope="package")
def relay() -> Iterator[Relay]:
    made = Relay()
    made.controller.start()
    yield made
    made.controller.stop()


@pytest.fixture(scope="package")
def house(relay: Relay) -> Iterator[House]:
    with standing("backups", NITKA_MAIL_URL=f"smtp://127.0.0.1:{relay.controller.port}") as house:
        yield house


@pytest.fixture(scope="package")
def channel(house: House) -> str:
    return str(house.make("channel", "create", "chat")["channel"])


@pytest.fixture(scope="package")
def mailbox(house: House) -> str:
    house.make("channel", "create", "email", "--address", ADDRESS)
    return ADDRESS


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that the database server's own user may pass."""
    made = Path(tempfile.mkdtemp(prefix="nitka-backups-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)
