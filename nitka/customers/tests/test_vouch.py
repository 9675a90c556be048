"""A member stands for a contact, most often a telephone that nobody can send a code to."""

import pytest

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import CannotVouch, Claim, enter, identify, state, unvouch, vouch
from nitka.customers.models import Evidence, Identity, Merge
from nitka.customers.words import proofs
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = Claim("phone", "+79161234567", status="stated", how="stated")


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    vera = accounts.member(workspace, name="Вера")
    client.force_login(vera.user)
    return workspace, client, vera


@pytest.fixture
def phone(shop):
    """A number that a visitor only typed."""
    with in_workspace(shop[0].pk):
        who = identify([Claim("visitor", "v", "Анна")])["visitor", "v"]
        state(who, PHONE)
        return Identity.objects.get(kind="phone")


def says(shop, phone, way="asked", **more):
    workspace, client, _ = shop
    url = f"/w/{workspace.slug}/customers/contacts/{phone.pk}/proof/"
    return client.post(url + more.get("query", ""), {"way": way}, headers={"Nitka-Part": "contacts"})


def fresh(shop, phone):
    with in_workspace(shop[0].pk):
        return Identity.objects.get(pk=phone.pk)


def test_a_members_word_proves_a_number_and_is_its_evidence(shop, phone):
    workspace, client, vera = shop
    page = client.get(f"/w/{workspace.slug}/customers/{phone.customer_id}/").content.decode()
    assert "они ответили по этому контакту" in page
    assert "Контакт подтверждён" in says(shop, phone).content.decode()
    assert fresh(shop, phone).status == "verified"
    with in_workspace(workspace.pk):
        told = Evidence.objects.filter(identity_id=phone.pk).latest("at")
        assert (told.how, told.status, told.member_id) == ("asked", "verified", vera.pk)
        assert "сотрудник связался по нему" in proofs([phone.pk])[phone.pk]
        assert AuditEntry.objects.filter(verb="customers.vouched").count() == 1
    page = client.get(f"/w/{workspace.slug}/customers/{phone.customer_id}/").content.decode()
    assert "они ответили по этому контакту" not in page


def test_it_is_taken_back_and_the_number_is_only_stated_again(shop, phone):
    says(shop, phone, "shown")
    assert "Подтверждение снято" in says(shop, phone, query="?back=1").content.decode()
    assert fresh(shop, phone).status == "stated"
    with in_workspace(shop[0].pk):
        assert Evidence.objects.filter(identity_id=phone.pk).count() == 3
        assert not unvouch(identity=phone, member_id=shop[2].pk)


def test_what_something_else_has_proven_since_stays_proven(shop, phone):
    says(shop, phone)
    with in_workspace(shop[0].pk):
        Evidence.objects.create(identity_id=phone.pk, status="verified", how="program")
        assert not unvouch(identity=phone, member_id=shop[2].pk)
    assert fresh(shop, phone).status == "verified"


def test_a_word_makes_nobody_one(shop, phone):
    with in_workspace(shop[0].pk):
        enter(claims=[Claim("email", "anna@b.org")], name="Анна")
    says(shop, phone)
    with in_workspace(shop[0].pk):
        assert not Merge.objects.exists()


def test_what_a_program_of_the_company_gives_is_proven_by_it(shop):
    with in_workspace(shop[0].pk):
        enter(claims=[Claim("phone", "+79160000001", how="program")])
        found = Identity.objects.get(value="+79160000001")
        assert found.status == "verified"
        assert "программой" in proofs([found.pk])[found.pk]


def test_what_is_proven_or_too_many_peoples_is_left(shop, phone):
    with in_workspace(shop[0].pk):
        Identity.objects.filter(pk=phone.pk).update(quarantined=True)
        with pytest.raises(CannotVouch, match="quarantined"):
            vouch(identity=phone, way="asked", member_id=shop[2].pk)
        Identity.objects.filter(pk=phone.pk).update(quarantined=False)
    says(shop, phone)
    assert says(shop, phone).status_code == 422
    assert says(shop, phone, "nonsense").status_code == 400


def test_an_observer_stands_for_nothing(shop, phone, client):
    client.force_login(accounts.member(shop[0], role=Role.OBSERVER).user)
    assert says(shop, phone).status_code == 403
    assert fresh(shop, phone).status == "stated"
    page = client.get(f"/w/{shop[0].slug}/customers/{phone.customer_id}/").content.decode()
    assert "proof/" not in page


def test_another_companys_contact_is_not_found(shop, phone, client):
    client.force_login(accounts.member(accounts.workspace()).user)
    assert says(shop, phone).status_code in (403, 404)
