"""Customers found by words: what a slow look at everybody finds, and of common words the newest."""

from itertools import product

import pytest
from django.db import connection

from nitka.accounts.tests import factories as accounts
from nitka.customers import listing
from nitka.customers.actions import Claim, enter, merge
from nitka.customers.models import Customer, Identity
from nitka.customers.queries import find
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Анна Серова", "Аня Клиент", "Клиент Клиентов", "Пётр Ёлкин", "100% Скидка", "a_b", "")
CROWD = """
insert into customers_customer (id, workspace_id, name, language, created_at, last_at, spent)
select uuidv7(make_interval(secs => -n)), %(workspace)s, 'Клиент ' || n, '', now() - make_interval(secs => n), now(), 0
from generate_series(1, %(n)s) n;
insert into customers_identity (id, workspace_id, customer_id, kind, value, name, status, created_at)
select id, workspace_id, id, 'email', split_part(name, ' ', 2) || '@example.org', '', 'verified', created_at
from customers_customer where workspace_id = %(workspace)s"""


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def slowly(words):
    """Everybody who has all of the words in what they are called and can be reached by, the latest first."""
    found = []
    for customer in Customer.objects.filter(merged_into_id=None).order_by("-created_at", "-pk"):
        known = Identity.objects.filter(customer_id=customer.pk).exclude(kind="visitor")
        said = " ".join([customer.name, *(f"{one.name} {one.value}" for one in known)]).lower().replace("ё", "е")
        if all(word.lower().replace("ё", "е") in said for word in words):
            found.append(customer.pk)
    return found


@pytest.mark.parametrize("asked", [["клиент"], ["ан"], ["ёлкин"], ["%"], ["0%"], ["a_"], ["анна", "сер"], ["example"],
                                   ["ер"], ["клиент", "p2@"], ["\\"], ["кл", "ан"]])  # fmt: skip
def test_who_fits_is_found_as_by_looking_at_everybody(shop, asked):
    for n, (name, host) in enumerate(product(NAMES, ("example.org", "почта.рф"))):
        enter(claims=[Claim("email", f"p{n}@{host}")], name=name)
    merge(into=Customer.objects.earliest("pk"), source=Customer.objects.latest("pk"))
    wanted = slowly(asked) if len(max(asked, key=len)) > 1 else []
    assert find(asked, 100) == wanted


@pytest.fixture
def crowd(shop):
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"workspace": shop.pk, "n": 3300})
    return shop


def test_of_a_word_that_more_have_than_are_looked_at_the_newest_are_found(crowd):
    newest = list(Customer.objects.order_by("-created_at").values_list("pk", flat=True)[:50])
    assert find(["клиент"], 50) == newest
    assert find(["example"], 50) == newest
    assert find(["кл"], 50) == newest


@pytest.mark.parametrize("each", [8, 15])
def test_of_a_word_that_some_have_beside_one_that_everybody_has_the_newest_are_found(crowd, each):
    with connection.cursor() as cursor:
        cursor.execute(
            "update customers_customer set name = 'Вера ' || name where split_part(name, ' ', 2)::int %% %s = 0", [each]
        )
    newest = Customer.objects.filter(name__startswith="Вера").order_by("-created_at").values_list("pk", flat=True)
    assert find(["вера", "example"], 50) == list(newest[:50])
    assert find(["вера", "example"], 1000) == list(newest)
    assert find(["вера", "клиент"], 1000) == list(newest)


def test_of_a_common_word_beside_a_rare_one_who_has_both_is_found(crowd):
    oldest = Customer.objects.earliest("created_at")
    assert find(["клиент", oldest.name.split()[1]]) == [oldest.pk]


def test_a_list_says_that_there_are_more_than_it_counts(crowd, client):
    client.force_login(accounts.member(crowd).user)
    html = client.get(f"/w/{crowd.slug}/customers/?q=клиент").content.decode()
    assert listing.WORDED == 1000
    assert "Больше 1" in html


def test_a_rare_word_in_an_address_is_found_beside_a_longer_one_that_everybody_has(crowd):
    oldest = Customer.objects.earliest("created_at")
    number = oldest.name.split()[1]
    assert find(["клиент", f"{number}@e"]) == [oldest.pk]
    assert find([f"{number}@", "example"]) == [oldest.pk]
