"""One house behind a proxy with TLS, as it stands in the world."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from nitka.bench.stream import free_port
from nitka.cli.tests.house import House, standing
from tests.security.front import front

Browser = Callable[..., httpx.Client]


@pytest.fixture(scope="package")
def address() -> str:
    """Where the house is known."""
    return f"https://localhost:{free_port()}"


@pytest.fixture(scope="package")
def house(address: str) -> Iterator[House]:
    """A running installation that knows its address and the one proxy before it."""
    with standing("security", NITKA_PUBLIC_URL=address, NITKA_BEHIND_PROXY="1") as house:
        house.make("channel", "create", "chat")
        yield house


@pytest.fixture(scope="package")
def browser(house: House, address: str) -> Iterator[Browser]:
    """Browsers without a screen that reach it through the proxy, each from an address of its own when told."""
    with TemporaryDirectory() as folder, front(house.url, int(address.rpartition(":")[2]), Path(folder)) as certificate:
        trusted = ssl.create_default_context(cafile=str(certificate))

        def open_one(where: str = "127.0.0.1", **more: object) -> httpx.Client:
            transport = httpx.HTTPTransport(verify=trusted, local_address=where)
            return httpx.Client(base_url=address, transport=transport, timeout=30, **more)  # type: ignore[arg-type]

        yield open_one


@pytest.fixture(scope="package")
def person(house: House) -> dict[str, str]:
    """An owner's e-mail and password."""
    return house.make("member", "create", "--email", "owner@uklad.example", "--role", "owner")


def sign_in(client: httpx.Client, email: str, password: str) -> httpx.Response:
    """Fill the form in and send it; what comes back."""
    client.get("/accounts/login/")
    token = client.cookies["__Host-csrftoken"]
    form = {"login": email, "password": password, "csrfmiddlewaretoken": token}
    return client.post("/accounts/login/", data=form, headers={"Referer": f"{client.base_url}/accounts/login/"})


@pytest.fixture
def member(browser: Browser, person: dict[str, str]) -> Iterator[httpx.Client]:
    """The owner's browser, signed in."""
    with browser() as client:
        assert sign_in(client, person["email"], person["password"]).status_code == 302
        yield client
