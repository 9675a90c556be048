import httpx
import pytest

from nitka.accounts.tests.factories import workspace
from nitka.kit.asgi.tests.server import serving
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.hooks import verbs


@pytest.fixture(scope="package")
def site(django_db_setup):
    with serving() as origin:
        yield origin


@pytest.fixture
def company(transactional_db):
    return workspace()


@pytest.fixture
def hook(company):
    with in_workspace(company.id):
        return verbs.create_hook(workspace=company, name="Касса")


@pytest.fixture
def send(site, hook):
    with httpx.Client(base_url=site, timeout=20) as client:

        # A function by name: hypothesis tells a lambda by evaluating its source, where `hook` is the fixture itself.
        def post(content=b"{}", key=hook.pk, **more):
            return client.post(f"/hooks/{key}", content=content, **more)

        yield post
