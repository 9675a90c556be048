"""One house for all that is done to it here."""

from collections.abc import Iterator

import httpx
import pytest

from nitka.cli.tests.house import House, standing

ADDRESS = "help@uklad.example"


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """A running installation whose operator lets mail servers stand on this machine."""
    with standing("faults", NITKA_INSIDE_NETWORKS="127.0.0.0/8") as house:
        yield house


@pytest.fixture(scope="package")
def channel(house: House) -> str:
    """A chat."""
    return str(house.make("channel", "create", "chat")["channel"])


@pytest.fixture(scope="package")
def mailbox(house: House) -> str:
    """The address of a mail channel."""
    house.make("channel", "create", "email", "--address", ADDRESS)
    return ADDRESS


@pytest.fixture(scope="package")
def api(house: House, channel: str) -> Iterator[httpx.Client]:
    """The API with a token."""
    with house.api() as client:
        yield client


@pytest.fixture(scope="package")
def member(house: House, channel: str) -> Iterator[httpx.Client]:
    """A signed-in person's browser, below /w/<slug>/."""
    with house.signed_in() as client:
        yield client
