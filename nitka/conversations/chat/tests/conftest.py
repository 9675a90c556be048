import httpx
import pytest

from nitka.accounts.tests.factories import workspace
from nitka.channels import queries
from nitka.conversations.tests.factories import chat
from nitka.kit.asgi.tests.server import serving


@pytest.fixture(scope="package")
def site(django_db_setup):
    """The whole web process."""
    with serving() as origin:
        yield origin


@pytest.fixture
def company(transactional_db):
    queries.forget()
    return workspace()


@pytest.fixture
def channel(company):
    return chat(company)


@pytest.fixture
def door(site, channel):
    """A client at the channel's doors."""
    with httpx.Client(base_url=f"{site}/chat/{channel.pk}/", timeout=20) as client:
        yield client


@pytest.fixture
def visitor(door):
    """A client with a session."""
    token = door.post("sessions", json={}).json()["session"]
    door.headers["Authorization"] = f"Bearer {token}"
    return door
