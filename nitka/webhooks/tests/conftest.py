import pytest

from nitka.accounts.tests.factories import member, workspace
from nitka.webhooks.tests.receiver import Receiver


@pytest.fixture(autouse=True)
def _here(settings):
    settings.WEBHOOKS_INSIDE = True


@pytest.fixture
def company(transactional_db):
    return workspace()


@pytest.fixture
def owner(company):
    return member(company, name="Ольга", role="owner")


@pytest.fixture
def receiver():
    with Receiver() as made:
        yield made
