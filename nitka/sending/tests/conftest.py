import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.kit.db.tenancy import in_workspace


@pytest.fixture(autouse=True)
def _here(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8", "::1/128"]


@pytest.fixture
def shop(transactional_db):
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        for n in range(3):
            enter(claims=[Claim("email", f"c{n}@shop.example")], name=f"=К{n}")
    return workspace


@pytest.fixture
def olga(shop):
    return accounts.member(shop, role="owner")
