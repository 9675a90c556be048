import httpx
import pytest

from nitka.accounts.tests.factories import workspace
from nitka.kit import context
from nitka.kit.asgi.tests.server import serving
from nitka.moments.collector.sources import create_source
from nitka.moments.collector.tests.factories import look_into


@pytest.fixture(scope="package")
def site(django_db_setup):
    """The whole web process."""
    with serving() as origin:
        yield origin


@pytest.fixture
def company(transactional_db):
    return workspace()


@pytest.fixture
def inside(company):
    """The test's own connection sees the company's rows."""
    token = context.workspace_id.set(company.id)
    look_into(company.id)
    yield company
    look_into(None)
    context.workspace_id.reset(token)


@pytest.fixture
def page(company):
    """A source whose key lies open in a page."""
    return create_source(workspace=company, name="Страница", kind="site")[0]


@pytest.fixture
def source(company):
    made, key = create_source(workspace=company, name="Сайт")
    made.key = key
    return made


@pytest.fixture
def door(site, source):
    """A client that knows the key."""
    with httpx.Client(base_url=site, timeout=20, auth=(source.key, "")) as client:
        yield client


@pytest.fixture
def stranger(site):
    """A client without a key."""
    with httpx.Client(base_url=site, timeout=20) as client:
        yield client
