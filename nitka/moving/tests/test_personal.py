import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.models import Customer, Identity
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.personal import Person
from nitka.moving.models import Known
from nitka.moving.personal import PART
from nitka.moving.tests.factories import moved
from nitka.moving.tests.played_chatwoot import Chatwoot
from nitka.moving.tests.played_others import Amo
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, role=Role.OWNER)
    return workspace


def numbers():
    return sorted(Known.objects.values_list("kind", "external"))


def erase(name):
    who = Customer.objects.get(name=name)
    keys = tuple(Identity.objects.filter(customer_id=who.pk).values_list("pk", flat=True))
    for step in PART.steps:
        step(Person((who.pk,), keys))


def test_of_whom_is_erased_no_number_of_the_other_program_stays(shop):
    with served(Chatwoot(contacts=2, talks=2)) as there:
        moved(shop, "chatwoot", **there.given())
    with in_workspace(shop.pk):
        assert numbers() == [("customer", "1"), ("customer", "2"), ("talk", "1"), ("talk", "2")]
        erase("Клиент 1")
        assert numbers() == [("customer", "2"), ("talk", "2")]


def test_nor_of_their_deals(shop):
    with served(Amo(contacts=5, leads=2)) as there:
        moved(shop, "amocrm", "customers", "deals", url=there.url, token="at-1")
    with in_workspace(shop.pk):
        erase("Клиент 1")
        assert [one for one in numbers() if one[0] == "deal"] == [("deal", "101:lost"), ("deal", "101:opened")]
