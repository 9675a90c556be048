"""Many companies handed over from their list at once, and given back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import changing
from nitka.customers.actions import found_company, give_company, many
from nitka.customers.changes import Before, Change
from nitka.customers.companies import Company
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 3)
    workspace = accounts.workspace()
    chief = accounts.member(workspace, role=Role.ADMINISTRATOR, name="Ольга")
    client.force_login(chief.user)
    return workspace, client, chief


def firms(workspace, *names):
    with in_workspace(workspace.pk):
        return [found_company(name=name) for name in names]


def give(workspace, company, to):
    with in_workspace(workspace.pk):
        give_company(company=company, to=to, by=None)


def whose(workspace, rows):
    with in_workspace(workspace.pk):
        of = dict(Company.objects.values_list("pk", "owner_id"))
    return [of[row.pk] for row in rows]


def hand_over(workspace, client, rows=(), **given):
    given = {"company": [str(row.pk) for row in rows], "back": "?", **given}
    return client.post(f"/w/{workspace.slug}/customers/companies/bulk/", given, headers={"Nitka-Part": "doing"})


def back(workspace, client):
    with in_workspace(workspace.pk):
        newest = Change.objects.latest("at")
    url = f"/w/{workspace.slug}/customers/changes/{newest.pk}/return/"
    return client.post(url, headers={"Nitka-Part": "doing"}).content.decode()


def work():
    with as_role("worker"):
        while changing.change_once():
            pass


def test_those_that_are_ticked_are_handed_over_and_come_back_to_whose_they_were(shop):
    workspace, client, chief = shop
    vera = accounts.member(workspace, name="Вера")
    rows, theirs = firms(workspace, "Астра", "Ромашка", "Лепесток"), firms(accounts.workspace(), "Чужая")
    give(workspace, rows[0], chief)
    answer = hand_over(workspace, client, [*rows[:2], *theirs], to=str(vera.pk)).content.decode()
    assert "Передано 2 компании" in answer
    assert whose(workspace, rows) == [vera.pk, vera.pk, None]
    assert "Стало как прежде у 2 компаний" in back(workspace, client)
    assert whose(workspace, rows) == [chief.pk, None, None]
    with in_workspace(workspace.pk):
        assert AuditEntry.objects.get(verb="companies.given").detail == {"n": "2", "what": "Вера"}


def test_all_that_the_list_shows_are_handed_over_behind_the_page(shop):
    workspace, client, chief = shop
    rows = firms(workspace, *(f"Ромашка {n}" for n in range(7)))
    other = firms(workspace, "Астра")
    answer = hand_over(workspace, client, all="1", to=str(chief.pk), back="?q=ромашка").content.decode()
    assert "Меняем: 3 из 7" in answer
    page = f"/w/{workspace.slug}/customers/"
    assert "Меняем" in client.get(f"{page}companies/").content.decode()
    assert "Меняем" not in client.get(page).content.decode()
    work()
    assert whose(workspace, [*rows, *other]) == [chief.pk] * 7 + [None]
    back(workspace, client)
    work()
    assert whose(workspace, rows) == [None] * 7
    with in_workspace(workspace.pk):
        assert not Before.objects.exists()


def test_what_was_theirs_already_or_was_given_on_since_stays(shop):
    workspace, client, chief = shop
    vera = accounts.member(workspace, name="Вера")
    rows = firms(workspace, "Астра", "Ромашка")
    give(workspace, rows[0], vera)
    assert "у 1 уже так и было" in hand_over(workspace, client, rows, to=str(vera.pk)).content.decode()
    give(workspace, rows[1], chief)
    back(workspace, client)
    assert whose(workspace, rows) == [vera.pk, chief.pk]


def test_companies_are_taken_from_whoever_has_them(shop):
    workspace, client, chief = shop
    rows = firms(workspace, "Астра", "Ромашка")
    give(workspace, rows[0], chief)
    assert "1 компания теперь без ответственного" in hand_over(workspace, client, rows, to="").content.decode()
    assert whose(workspace, rows) == [None, None]


def test_nobody_hands_over_who_may_not_nor_to_whom_it_cannot_be(shop):
    workspace, client, _ = shop
    rows = firms(workspace, "Астра")
    observer = accounts.member(workspace, role=Role.OBSERVER)
    refused = hand_over(workspace, client, rows, to=str(observer.pk))
    assert refused.status_code == 422
    assert "этому сотруднику нельзя передать компании" in refused.content.decode()
    stranger = accounts.member(accounts.workspace())
    assert hand_over(workspace, client, rows, to=str(stranger.pk)).status_code == 404
    assert hand_over(workspace, client, company=["x"]).status_code == 404
    looking = Client()
    looking.force_login(observer.user)
    assert hand_over(workspace, looking, rows, to="").status_code == 403
    assert 'id="bulk"' not in looking.get(f"/w/{workspace.slug}/customers/companies/").content.decode()
    assert whose(workspace, rows) == [None]


def test_without_scripts_the_list_comes_again(shop):
    workspace, client, chief = shop
    rows = firms(workspace, "Астра")
    url = f"/w/{workspace.slug}/customers/companies/"
    answer = client.post(f"{url}bulk/", {"company": str(rows[0].pk), "to": str(chief.pk), "back": "?\x00%"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert whose(workspace, rows) == [chief.pk]


def test_a_chunk_costs_the_same_number_of_statements_whatever_its_length(shop, monkeypatch):
    workspace, client, chief = shop
    monkeypatch.setattr(many, "CHUNK", 1000)
    warm, few, lots = (firms(workspace, *(f"Ф{n}-{size}" for n in range(size))) for size in (1, 2, 12))

    def cost(rows):
        with CaptureQueriesContext(connection) as seen:
            hand_over(workspace, client, rows, to=str(chief.pk))
        return len(seen)

    cost(warm)
    assert cost(lots) == cost(few)
