import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, identify, merge
from nitka.customers.models import Customer
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace).user)
    return workspace, client


def known(workspace, *people):
    with in_workspace(workspace.pk):
        found = identify([Claim("email", f"{name.lower()}@shop.example", name) for name in people])
        return [Customer.objects.get(pk=identity.customer_id) for identity in found.values()]


def test_customers_are_found_by_name_and_by_address(desk):
    workspace, client = desk
    known(workspace, "Anna", "Boris")
    for asked in ("ann", "ANNA@shop.example"):
        page = client.get(f"/w/{workspace.slug}/customers/", {"q": asked}).content.decode()
        assert "Anna" in page
        assert "Boris" not in page


def test_a_profile_names_contacts_with_how_sure_they_are(desk):
    workspace, client = desk
    (anna,) = known(workspace, "Anna")
    page = client.get(f"/w/{workspace.slug}/customers/{anna.pk}/").content.decode()
    assert "anna@shop.example" in page


def test_a_merged_customer_leads_to_who_they_are_now(desk):
    workspace, client = desk
    anna, boris = known(workspace, "Anna", "Boris")
    with in_workspace(workspace.pk):
        merge(into=anna, source=boris)
    response = client.get(f"/w/{workspace.slug}/customers/{boris.pk}/")
    assert response["Location"].endswith(f"/customers/{anna.pk}/")


def test_another_workspaces_customer_is_not_found(desk):
    workspace, client = desk
    (stranger,) = known(accounts.workspace(), "Stranger")
    assert client.get(f"/w/{workspace.slug}/customers/{stranger.pk}/").status_code == 404
