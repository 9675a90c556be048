"""Odd contacts at the doors: nothing is lost, nobody is merged who should not be, and every page opens."""

from itertools import permutations

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import CannotMerge, Claim, decide, enter, identify
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal
from nitka.customers.tests.pairs import asked, person
from nitka.customers.tests.test_replay import compare
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = "a" * 64 + "@" + ("b" * 61 + ".") * 4 + "orgs"  # 64, the @ and the longest host
ODD = ("anna@sbеrbank.ru", "аnna@example.org", "anna+shop@example.org", "анна@почта.рф", '"an na"@example.org',
       '"an\\"na"@example.org', LONGEST)  # fmt: skip


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def hold(*claims: Claim) -> Customer:
    return next(iter(identify([claims[0]]).values())).customer


@pytest.mark.parametrize("value", ODD)
def test_an_odd_address_is_kept_found_and_shown(shop, client, value):
    member = accounts.member(shop)
    client.force_login(member.user)
    customer, _new = enter(claims=[Claim("email", value)], name="Анна")
    home = f"/w/{shop.slug}/customers/"
    assert client.get(f"{home}{customer.pk}/").status_code == 200
    listed = client.get(home, {"q": value}).content.decode()
    assert f"/customers/{customer.pk}/" in listed
    assert Identity.objects.get(kind="email").value == value


def test_look_alikes_tags_and_quotes_make_nobody_one(shop):
    plain = hold(Claim("email", "anna@example.org"))
    for n, value in enumerate(ODD):
        hold(Claim("email", value))
        identify([Claim("email", value, also=(Claim("device", f"d{n}"), Claim("order", f"o{n}")))])
    assert not Merge.objects.exists()
    assert Identity.objects.filter(customer_id=plain.pk).count() == 1
    assert Identity.objects.filter(kind="email").values("customer_id").distinct().count() == len(ODD) + 1


def test_an_address_in_other_letters_ties_nobody_to_who_is_imitated(shop):
    bank = hold(Claim("email", "anna@sberbank.ru"))
    user = hold(Claim("user", "7", how="login"))
    twin = Claim("email", "anna@sbеrbank.ru", how="message")
    identify([twin])
    identify([Claim("user", "7", how="login", also=(twin,))])
    assert not Merge.objects.exists()
    assert Identity.objects.get(value="anna@sbеrbank.ru").customer_id not in (bank.pk, user.pk)


@pytest.fixture
def triangle(shop) -> list[Proposal]:
    """Each of three may be each of the others."""
    one, two, three = person("Анна"), person("Аня"), person("Анна С.")
    return [asked(one, two), asked(two, three), asked(three, one)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_cycle_of_proposals_ends_as_one_whatever_comes_first(triangle, order):
    refused = 0
    for n in order:
        try:
            decide(proposal=Proposal.objects.get(pk=triangle[n].pk), accept=True)
        except CannotMerge:
            refused += 1  # they are one already
    assert refused <= 1
    assert Customer.objects.filter(merged_into_id=None).count() == 1
    assert Merge.objects.count() == 2
    compare()


@pytest.mark.parametrize("first", range(3))
def test_who_was_refused_in_a_cycle_is_not_joined_by_the_long_way_unless_a_person_says_so(triangle, first):
    decide(proposal=triangle[first], accept=False)
    decide(proposal=triangle[(first + 1) % 3], accept=True)
    assert Customer.objects.filter(merged_into_id=None).count() == 2
    assert Apart.objects.filter(lifted_at=None).count() == 1
    compare()
