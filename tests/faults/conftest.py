"""One house for all that is done to it here."""

from collections.abc import Iterator

import httpx
import pytest

from nitka.cli.tests.house import House, standing

ADDRESS = "help@uklad.example"


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """A running installation."""
    with standing("faults") as house:
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
