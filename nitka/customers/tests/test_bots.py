"""A program that is nobody: one login behind very many browsers, and a customer who was given all of them."""

import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter, identify
from nitka.customers.models import Customer, Identity, Merge, Proposal, Quarantine
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
BATCH = 500
COUNT = int(os.environ.get("NITKA_TEST_BOT", "10000"))  # 100000: many minutes
BROWSERS = """
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select uuidv7(), %(workspace)s, %(customer)s, 'visitor', 'given-' || n, '', 'verified', now()
from generate_series(1, %(n)s) n"""


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def seen(first: int, *, login: Claim | None = None) -> int:
    """A batch of browsers nobody knew, with a login if it is named; how many statements it took."""
    also = (login,) if login else ()
    with CaptureQueriesContext(connection) as captured:
        identify([Claim("visitor", f"v{n}", how="visit", also=also) for n in range(first, first + BATCH)])
    return len(captured)


def test_a_login_with_very_many_anonymous_ids_keeps_as_many_as_a_person_has_and_merges_nobody(shop):
    bot = Claim("user", "bot", how="login")
    cost = [seen(first, login=bot) for first in range(0, COUNT, BATCH)]
    assert Identity.objects.filter(kind="visitor").count() == COUNT  # nothing is lost
    of_bot = Identity.objects.get(kind="user").customer_id
    assert Identity.objects.filter(customer_id=of_bot, kind="visitor").count() == 50
    assert Customer.objects.count() == COUNT - 50 + 1
    assert not Merge.objects.exists()
    assert not Proposal.objects.exists()
    assert cost[-1] <= cost[1]  # the last costs what the second did


def test_very_many_anonymous_ids_are_very_many_customers_until_somebody_says_who_they_are(shop):
    cost = [seen(first) for first in range(0, 2_000, BATCH)]
    assert Customer.objects.count() == 2_000
    assert len(set(cost)) == 1
    assert not Quarantine.objects.exists()


def page(client, workspace, customer) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/w/{workspace.slug}/customers/{customer.pk}/")
    assert answer.status_code == 200
    return len(captured), answer.content.decode()


def test_the_page_of_who_was_given_a_hundred_thousand_browsers_costs_what_anybodys_does(shop, client):
    client.force_login(accounts.member(shop).user)
    bot, _new = enter(claims=[Claim("email", "bot@example.org")], name="Бот")
    anna, _new = enter(claims=[Claim("email", "anna@example.org"), Claim("visitor", "one", how="visit")], name="Анна")
    with connection.cursor() as cursor:
        cursor.execute(BROWSERS, {"workspace": shop.pk, "customer": bot.pk, "n": 100_000})
    page(client, shop, anna)
    (cost, whole), (few, least) = page(client, shop, bot), page(client, shop, anna)
    assert cost <= few
    assert len(whole) < len(least) + 20_000
    assert "10\N{NO-BREAK SPACE}000+" in whole
