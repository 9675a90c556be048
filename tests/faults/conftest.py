"""One house for all that is done to it here."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.house import House, within

ADDRESS = "help@uklad.example"


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """A running installation."""
    data = Path(tempfile.mkdtemp(prefix="nitka-faults-"))
    data.chmod(0o711)  # the server's own user must pass it
    house = House(data)
    try:
        house.open()
        yield house
    finally:
        house.process.kill()
        house.process.wait()
        assert within(10, lambda: not house.processes())
        shutil.rmtree(data, ignore_errors=True)


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
    token = house.make("token", "create", "--name", "faults")["token"]
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{house.url}/api/v1/", headers=headers, timeout=20) as client:
        yield client


@pytest.fixture(scope="package")
def member(house: House, channel: str) -> Iterator[httpx.Client]:
    """A signed-in person's browser, below /w/<slug>/."""
    made = house.make("member", "create", "--email", "owner@uklad.example", "--role", "owner")
    slug = house.make("workspace", "create")["slug"]
    with httpx.Client(base_url=house.url, timeout=20, follow_redirects=True) as client:
        client.get("/accounts/login/")
        form = {
            "login": made["email"],
            "password": made["password"],
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }
        assert client.post("/accounts/login/", data=form).status_code == 200
        assert "sessionid" in client.cookies
        client.base_url = httpx.URL(f"{house.url}/w/{slug}/")
        yield client
