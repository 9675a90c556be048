"""A house between real mail servers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nitka.cli.tests.house import House, standing
from tests.mail.servers import PASSWORD, Servers, missing

ADDRESS, SHOP = "help@uklad.example", "shop@shop.example"


@pytest.fixture(scope="package")
def home() -> Iterator[Path]:
    """Where the servers keep what they have."""
    if why := missing():
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="nitka-mta-") as path:
        Path(path).chmod(0o755)  # servers have users of their own
        yield Path(path)


@pytest.fixture(scope="package")
def house(home: Path) -> Iterator[House]:
    """A Nitka that trusts the relay's certificate and no other."""
    inside = {"NITKA_INSIDE_NETWORKS": "127.0.0.0/8,::1/128"}
    with standing("mail", SSL_CERT_FILE=str(home / "cert.pem"), **inside) as house:
        yield house


@pytest.fixture(scope="package")
def servers(home: Path, house: House) -> Iterator[Servers]:
    """The world's mail; letters for uklad.example come by LMTP, those for shop.example by SMTP."""
    servers = Servers(home, house.data / "run" / "lmtp.sock", house.smtp_port)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="package")
def member(house: House, servers: Servers) -> Iterator[httpx.Client]:
    """The owner, who has told both channels how letters go out."""
    channels = [house.make("channel", "create", "email", "--address", each)["channel"] for each in (ADDRESS, SHOP)]
    with house.signed_in() as client:
        for key, address in zip(channels, (ADDRESS, SHOP), strict=True):
            form = {"name": "Mail", "is_active": "on", "address": address, "host": "localhost", "security": "starttls"}
            form |= {"port": str(servers.submission), "user": "help", "password": PASSWORD}
            form |= {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
            assert client.post(f"settings/channels/{key}/", data=form).status_code == 200
        yield client


@pytest.fixture(scope="package")
def api(house: House, member: httpx.Client) -> Iterator[httpx.Client]:
    """The API with a token."""
    with house.api() as client:
        yield client
