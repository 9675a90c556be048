import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import actions, listing
from nitka.customers.listing import USUAL
from nitka.customers.models import Customer, CustomerView
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return accounts.workspace()


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return client


def agent(shop, role=Role.AGENT):
    return signed_in(accounts.member(shop, role=role))


def url(shop, path=""):
    return f"/w/{shop.slug}/customers/{path}"


def people(shop, moods):
    now = clock.now()
    with in_workspace(shop.pk):
        Customer.objects.bulk_create(
            Customer(name=f"К{n}", mood=mood, last_at=now - timedelta(days=n)) for n, mood in enumerate(moods)
        )


def keep(client, shop, name="Мои недовольные", back="?mood=unhappy&cols=mood,contact", **fields):
    return client.post(url(shop, "views/"), {"name": name, "back": back, **fields})


def shown(client, shop, asked=""):
    return client.get(url(shop, f"views/{asked}")).content.decode()


def counts(html):
    """Name → count of every view."""
    found = re.findall(r'class="cut">(.*?)</span>.*?<span class="n">(.*?)</span>', html)
    return {name: n.replace("\xa0", " ") for name, n in found}


def only(shop):
    with in_workspace(shop.pk):
        return CustomerView.objects.get()


def test_a_view_is_in_ones_navigation_with_its_count(shop):
    client = agent(shop)
    people(shop, [1, 2, 5])
    answer = keep(client, shop)
    assert counts(shown(client, shop))["Мои недовольные"] == "2"
    people(shop, [1])
    found = counts(shown(client, shop))
    assert (found["Мои недовольные"], found["Все клиенты"], found["Недовольны сейчас"]) == ("3", "4", "3")
    page = client.get(answer.url).content.decode()
    assert page.count("<th") == 4 + 1  # to choose, the name, two columns; and thead
    assert re.search(r'aria-current="page"><span class="cut">Мои недовольные', page)
    keep(client, shop, back="?mood=happy")  # the same name: replaced
    assert counts(shown(client, shop))["Мои недовольные"] == "1"


def test_the_address_of_a_view_shows_the_same_to_another_who_has_not_kept_it(shop):
    owner, other = agent(shop), agent(shop)
    people(shop, [1, 5])
    address = keep(owner, shop).url
    html = other.get(address).content.decode()
    assert "К0" in html
    assert "К1" not in html
    assert html.count("<th") == 4 + 1
    assert "Мои недовольные" not in html


def test_another_members_own_view_is_nobody_elses(shop):
    owner, other = agent(shop), agent(shop)
    keep(owner, shop)
    assert "Мои недовольные" not in shown(other, shop)
    paths = [url(shop, f"views/{only(shop).pk}/{path}") for path in ("", "contents/", "place/", "removal/")]
    assert {other.post(path, {"name": "Чужое", "back": "?q=x"}).status_code for path in paths} == {404}
    assert (only(shop).name, only(shop).query) == ("Мои недовольные", "mood=unhappy&cols=mood%2Ccontact")


def test_only_who_manages_shares_a_view(shop):
    client, manager = agent(shop), agent(shop, Role.MANAGER)
    assert keep(client, shop, shared="1").status_code == 403
    assert keep(manager, shop, shared="1").status_code == 302
    assert "Мои недовольные" in shown(client, shop)
    path = url(shop, f"views/{only(shop).pk}/")
    for part in ("", "contents/", "place/", "removal/"):
        assert client.post(path + part, {"name": "Иначе"}).status_code == 403
    assert manager.post(path, {"name": "Наши", "sharing": "1"}).status_code == 302  # no more everybody's
    assert "Наши" not in shown(client, shop)


def test_a_view_that_was_changed_is_saved_or_brought_back(shop):
    client = agent(shop)
    address = keep(client, shop).url
    assert "Вид изменён" not in client.get(address).content.decode()
    html = client.get(address + "&sort=spent").content.decode()
    assert "Вид изменён" in html
    back = "?" + re.search(r"contents/.*?name=\"back\" value=\"\?(.*?)\"", html)[1].replace("&amp;", "&")
    answer = client.post(url(shop, f"views/{only(shop).pk}/contents/"), {"back": back})
    assert "sort=spent" in only(shop).query
    assert "view=" not in only(shop).query
    assert "Вид изменён" not in client.get(answer.url).content.decode()


def test_columns_chosen_in_a_view_are_of_its_address_and_not_of_the_other_lists(shop):
    client = agent(shop)
    people(shop, [1])
    address = keep(client, shop).url
    answer = client.post(url(shop, "columns/"), {"column": ["since"], "back": address.partition("customers/")[2]})
    assert "cols=since" in answer.url
    assert client.get(answer.url).content.decode().count("<th") == 3 + 1
    assert client.get(url(shop)).content.decode().count("<th") == 3 + len(USUAL)


def test_a_view_is_called_otherwise_and_no_two_alike(shop):
    client = agent(shop)
    keep(client, shop, name="Первый")
    keep(client, shop, name="Второй")
    with in_workspace(shop.pk):
        key = CustomerView.objects.get(name="Второй").pk
    for wrong in ("Первый", " \x00 "):
        client.post(url(shop, f"views/{key}/"), {"name": wrong})
        assert "Второй" in shown(client, shop)
    client.post(url(shop, f"views/{key}/"), {"name": "<b>Третий</b>" + "я" * 200})
    assert "&lt;b&gt;Третий&lt;/b&gt;" in shown(client, shop)


def test_views_stand_in_the_order_one_gives_them(shop):
    client = agent(shop)
    for name in ("А", "Б", "В"):
        keep(client, shop, name=name)
    with in_workspace(shop.pk):
        keys = {view.name: view.pk for view in CustomerView.objects.all()}

    def order():
        return [name for name in counts(shown(client, shop)) if name in keys]

    assert order() == ["А", "Б", "В"]
    client.post(url(shop, f"views/{keys['В']}/place/"), {"to": "up"})
    client.post(url(shop, f"views/{keys['А']}/place/"), {"to": "up"})  # at the top already
    assert order() == ["А", "В", "Б"]
    client.post(url(shop, f"views/{keys['А']}/place/"), {"to": "down"})
    assert order() == ["В", "А", "Б"]
    client.post(url(shop, f"views/{keys['А']}/removal/"))
    assert order() == ["В", "Б"]


def test_there_are_not_more_views_than_a_navigation_bears(shop):
    client = agent(shop)
    for n in range(31):
        keep(client, shop, name=f"Вид {n}")
    with in_workspace(shop.pk):
        assert CustomerView.objects.count() == 30


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "?mood=nonsense&view=x&cols=%00,a b", "?" + "q=я&" * 3000]
)
def test_nothing_that_is_sent_leads_elsewhere_or_breaks(shop, back):
    client = agent(shop)
    answer = keep(client, shop, back=back)
    assert answer.url.startswith(url(shop))
    assert client.get(answer.url).status_code == 200
    assert client.post(url(shop, "columns/"), {"back": back, "column": "last"}).url.startswith(url(shop))


def test_all_views_are_counted_in_the_same_number_of_statements(shop):
    owner = accounts.member(shop)
    client = signed_in(owner)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url(shop, "views/")).status_code == 200
        return len(seen)

    none = statements()
    with in_workspace(shop.pk):
        for n in range(20):
            actions.save_view(name=f"Вид {n}", query=f"quiet={n + 1}", shared=False, by=owner)
    assert statements() == none


def test_more_than_so_many_are_not_counted_out(shop, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 1000)
    client = agent(shop)
    people(shop, [0] * 1002)
    assert counts(shown(client, shop))["Все клиенты"] == "1 000+"
