import pytest

from nitka.accounts.actions import deactivate
from nitka.accounts.actions.settings import set_setting
from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import changing
from nitka.customers.actions import (
    CannotOwn,
    Claim,
    enter,
    found_company,
    give_company,
    give_customers,
    many,
    merge,
    undo,
)
from nitka.customers.models import Company, Customer, Ownership
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 2)
    workspace = accounts.workspace()
    chief = accounts.member(workspace, role=Role.ADMINISTRATOR)
    client.force_login(chief.user)
    return workspace, client, chief


def people(workspace, n):
    with in_workspace(workspace.pk):
        return [enter(claims=[Claim("email", f"{n}-{i}@shop.example")], name=f"К{i:02}")[0] for i in range(n)]


def give(workspace, row, to):
    with in_workspace(workspace.pk):
        return give_customers(customers=[row], to=to, by=None)


def whose(workspace, *rows):
    with in_workspace(workspace.pk):
        of = dict(Customer.objects.values_list("pk", "owner_id"))
    return [of[row.pk] for row in rows]


def joined(workspace, into, source):
    with in_workspace(workspace.pk):
        return merge(into=into, source=source)


def parted(workspace, done):
    with in_workspace(workspace.pk):
        undo(merge=done)


def work():
    with as_role("worker"):
        while changing.change_once():
            pass


def test_the_survivors_owner_wins_and_undoing_gives_the_other_theirs_back(shop):
    workspace, _, chief = shop
    anna = accounts.member(workspace)
    one, other = people(workspace, 2)
    give(workspace, one, chief)
    give(workspace, other, anna)
    done = joined(workspace, one, other)
    assert whose(workspace, one) == [chief.pk]
    parted(workspace, done)
    assert whose(workspace, one, other) == [chief.pk, anna.pk]


def test_a_survivor_without_an_owner_has_the_others_and_loses_it_when_they_are_two(shop):
    workspace, _, chief = shop
    one, other = people(workspace, 2)
    give(workspace, other, chief)
    done = joined(workspace, one, other)
    assert whose(workspace, one) == [chief.pk]
    parted(workspace, done)
    assert whose(workspace, one, other) == [None, chief.pk]


def test_a_survivor_who_is_said_to_be_nobodys_is_nobodys_and_the_other_keeps_theirs(shop):
    workspace, _, chief = shop
    one, other = people(workspace, 2)
    give(workspace, other, chief)
    done = joined(workspace, one, other)
    assert give(workspace, one, None) == [one.pk]
    assert whose(workspace, one) == [None]
    parted(workspace, done)
    assert whose(workspace, one, other) == [None, chief.pk]


def test_a_customer_who_was_nobodys_before_a_merge_gets_the_others_owner(shop):
    workspace, _, chief = shop
    one, other = people(workspace, 2)
    give(workspace, one, chief)
    give(workspace, one, None)
    with in_workspace(workspace.pk):
        assert not Ownership.objects.exists()
    give(workspace, other, chief)
    joined(workspace, one, other)
    assert whose(workspace, one) == [chief.pk]


def test_many_are_handed_over_and_come_back_except_who_was_given_away_since(shop):
    workspace, client, chief = shop
    anna = accounts.member(workspace)
    rows = people(workspace, 5)
    give(workspace, rows[0], chief)
    given = {"do": "owner", "to": str(anna.pk), "customer": [str(row.pk) for row in rows], "back": "?"}
    client.post(f"/w/{workspace.slug}/customers/bulk/", given, headers={"Nitka-Part": "doing"})
    work()
    assert whose(workspace, *rows) == [anna.pk] * 5
    give(workspace, rows[1], chief)
    with in_workspace(workspace.pk):
        change = many.Change.objects.latest("at")
    client.post(f"/w/{workspace.slug}/customers/changes/{change.pk}/return/", headers={"Nitka-Part": "doing"})
    work()
    assert whose(workspace, *rows) == [chief.pk, chief.pk, None, None, None]


def test_mine_shows_only_the_readers_own(shop):
    workspace, client, chief = shop
    rows = people(workspace, 3)
    give(workspace, rows[0], chief)
    give(workspace, rows[1], accounts.member(workspace))
    mine = client.get(f"/w/{workspace.slug}/customers/?owner=me").content.decode()
    nobodys = client.get(f"/w/{workspace.slug}/customers/?owner=none").content.decode()
    assert [str(row.pk) in mine for row in rows] == [True, False, False]
    assert [f'id="c-{row.pk}"' in nobodys for row in rows] == [False, False, True]


def test_who_leaves_hands_customers_and_companies_to_the_heir_those_merged_too(shop):
    workspace, _, chief = shop
    leaver, heir = accounts.member(workspace, name="Уходит"), accounts.member(workspace, name="Остаётся")
    rows = people(workspace, 3)
    for row in rows[:2]:
        give(workspace, row, leaver)
    done = joined(workspace, rows[2], rows[1])
    with in_workspace(workspace.pk):
        firm = found_company(name="Ромашка")
        give_company(company=firm, to=leaver, by=chief.pk)
        deactivate(member=leaver, by=chief, to_member=heir)
        assert Company.objects.get(pk=firm.pk).owner_id == heir.pk
        assert AuditEntry.objects.filter(verb="customers.given", object_id=leaver.pk).exists()
    assert whose(workspace, rows[0], rows[2]) == [heir.pk, heir.pk]
    parted(workspace, done)
    assert whose(workspace, rows[1], rows[2]) == [heir.pk, None]


def test_who_leaves_without_an_heir_leaves_customers_who_are_nobodys(shop):
    workspace, _, chief = shop
    leaver = accounts.member(workspace)
    (row,) = people(workspace, 1)
    give(workspace, row, leaver)
    with in_workspace(workspace.pk):
        deactivate(member=leaver, by=chief)
        assert not Ownership.objects.exists()
    assert whose(workspace, row) == [None]


def test_nobody_gives_customers_to_who_left_or_only_looks_on(shop):
    workspace, client, _ = shop
    (row,) = people(workspace, 1)
    observer = accounts.member(workspace, role=Role.OBSERVER)
    with in_workspace(workspace.pk), pytest.raises(CannotOwn):
        give_customers(customers=[row], to=observer, by=None)
    url = f"/w/{workspace.slug}/customers/{row.pk}/owner/"
    answer = client.post(url, {"to": str(observer.pk)}, headers={"Nitka-Part": "marks"})
    assert answer.status_code == 422
    assert "этому сотруднику нельзя передать клиентов" in answer.content.decode()
    theirs = accounts.member(accounts.workspace())
    assert client.post(url, {"to": str(theirs.pk)}, headers={"Nitka-Part": "marks"}).status_code == 404
    assert whose(workspace, row) == [None]


def test_the_page_hands_over_and_the_notice_gives_back(shop):
    workspace, client, chief = shop
    (row,) = people(workspace, 1)
    url = f"/w/{workspace.slug}/customers/{row.pk}/owner/"
    answer = client.post(url, {"to": str(chief.pk)}, headers={"Nitka-Part": "marks"}).content.decode()
    assert whose(workspace, row) == [chief.pk]
    back = answer.split('<form method="post" action="/w/')[-1].split('"')[0].replace("&amp;", "&")
    client.post(f"/w/{back}", headers={"Nitka-Part": "marks"})
    assert whose(workspace, row) == [None]


def test_the_setting_is_kept(shop):
    workspace, client, _ = shop
    page = f"/w/{workspace.slug}/settings/customer-labels/"
    client.post(page, {"do": "owners", "first": "1"})
    workspace.refresh_from_db()
    assert workspace.settings["owners_first"] is True
    set_setting(workspace=workspace, name="owners_first", value=False)
    assert "checked" not in client.get(page).content.decode().split('name="first"')[1][:40]
