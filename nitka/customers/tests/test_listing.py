import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers import listing
from nitka.customers.actions import describe
from nitka.customers.models import Customer, Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

NOBODY = "0" * 32
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace).user)
    return workspace, client


def people(workspace, n, **fields):
    now = clock.now()
    with in_workspace(workspace.pk):
        rows = [
            Customer(
                name=f"К{i:03}",
                spent=i * 10,
                orders=i % 7,
                currency="RUB",
                mood=i % 6,
                last_at=now - timedelta(days=i),
                **fields,
            )
            for i in range(n)
        ]
        return Customer.objects.bulk_create(rows)


def names(html):
    return re.findall(r'class="who"><a [^>]*>(.*?)</a>', html)


def walk(client, url):
    """All names of a list, page by page."""
    found = []
    while url:
        html = client.get(url, headers={"Nitka-Part": "rows"}).content.decode()
        found += names(html)
        more = re.search(r'id="more" href="([^"]+)"', html)
        url = url.partition("?")[0] + more[1].replace("&amp;", "&") if more else None
    return found


@pytest.mark.parametrize(
    "sort", ["", "?sort=spent", "?sort=orders", "?sort=since", "?sort=spent&up=1", "?sort=last&up=1"]
)
def test_pages_lead_through_everybody_once_in_any_order(shop, sort):
    workspace, client = shop
    people(workspace, 120)
    found = walk(client, f"/w/{workspace.slug}/customers/{sort}")
    assert len(found) == len(set(found)) == 120
    if "spent" in sort or "last" in sort:
        assert found in (sorted(found), sorted(found, reverse=True))


@pytest.mark.parametrize("sort", ["spent", "orders", "last", "since"])
def test_a_page_deep_among_equals_enters_the_index_at_its_place(shop, sort):
    workspace, _client = shop
    with in_workspace(workspace.pk):
        rows = listing.page(Customer.objects.all(), listing.read({"sort": sort}), "", 1)
        place = rows[1] or f"{'0' if sort in ('spent', 'orders') else clock.now().isoformat()}~{NOBODY}"
        with CaptureQueriesContext(connection) as seen:
            listing.page(Customer.objects.all(), listing.read({"sort": sort}), place)
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_bitmapscan = off")
            cursor.execute("explain " + seen.captured_queries[-1]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"Index Cond: .*ROW\(\w+, id\) < ROW", plan), plan


def test_conditions_narrow_the_list(shop):
    workspace, client = shop
    people(workspace, 40)
    url = f"/w/{workspace.slug}/customers/"
    assert {int(name[1:]) % 6 for name in walk(client, url + "?mood=unhappy")} == {1, 2}
    assert {int(name[1:]) % 7 for name in walk(client, url + "?bought=no")} == {0}
    assert min(walk(client, url + "?quiet=30")) == "К030"
    with in_workspace(workspace.pk):
        describe(customer=Customer.objects.get(name="К007"), attributes={"city": "Мытищи"})
    assert walk(client, url + "?has=city%3Dмытищи") == ["К007"]
    assert "Таких нет" in client.get(url + "?has=city%3Dнигде").content.decode()
    assert walk(client, url + "?key=city&value=%20мытищи") == ["К007"]
    said = client.get(url + "?key=city&value=мытищи").content.decode()
    assert "Город: мытищи" in said
    assert listing.read({"key": "city", "value": " ", "has": "pet=cat"}).of_attribute == ("pet", "cat")


@pytest.mark.parametrize(
    "query", ["mood=x&made=-1&quiet=9999999", "sort=spent&after=NaN~x", "after=x",
              "sort=last&after=2026-01-01~" + "0" * 32, "sort=orders&after=1e99~" + "0" * 32, "has=%00%3D", "q=%00%25_"]
)  # fmt: skip
def test_no_query_breaks_the_list(shop, query):
    workspace, client = shop
    people(workspace, 3)
    assert client.get(f"/w/{workspace.slug}/customers/?{query}").status_code in (200, 404)


def test_a_page_costs_the_same_whatever_its_length(shop):
    workspace, client = shop

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/w/{workspace.slug}/customers/").status_code == 200
        return len(seen)

    people(workspace, 1)
    few = queries()
    people(workspace, 80)
    assert queries() == few <= 20


def test_of_many_contacts_a_line_shows_the_first_and_calls_nobody_by_their_browser(shop):
    workspace, client = shop
    (nameless, browser) = people(workspace, 2)
    with in_workspace(workspace.pk):
        Customer.objects.update(name="")
        known = ("visitor", "v" * 8), ("account", "u-1"), ("email", "a@x.ru"), ("email", "b@x.ru")
        for i, (kind, value) in enumerate(known):
            Identity.objects.create(customer=nameless, kind=kind, value=value, status="verified",
                                    created_at=clock.now() + timedelta(seconds=i))  # fmt: skip
        Identity.objects.create(customer=browser, kind="visitor", value="0000-beef", status="verified")
    page = client.get(f"/w/{workspace.slug}/customers/").content.decode()
    assert names(page) == ["u-1", "Посетитель BEEF"]
    assert ">a@x.ru<" in page
    assert "b@x.ru" not in page


def test_columns_are_chosen_and_stay(shop):
    workspace, client = shop
    (one,) = people(workspace, 1)
    with in_workspace(workspace.pk):
        describe(customer=one, attributes={"city": "Красногорск"})
    base = f"/w/{workspace.slug}/customers/"
    assert "Красногорск" not in client.get(base).content.decode()
    client.post(base + "columns/", {"column": ["city", "spent", "nonsense"]})
    page = client.get(base).content.decode()
    assert "Красногорск" in page
    assert page.count("<th") == 4 + 1  # to choose, the name, two columns; and thead
