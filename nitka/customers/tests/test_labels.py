import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers import changing
from nitka.customers.actions import (
    Claim,
    LabelTaken,
    TooManyLabels,
    delete_label,
    enter,
    labels,
    many,
    merge,
    put_labels,
    save_label,
    undo,
)
from nitka.customers.labels import Label, Labelling, ask_worn
from nitka.customers.models import Merge
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 2)
    workspace = accounts.workspace()
    member = accounts.member(workspace, role=Role.MANAGER)
    client.force_login(member.user)
    with in_workspace(workspace.pk):
        made = [save_label(label=Label(name=name, tone=tone)) for name, tone in (("Опт", "accent"), ("Сосед", "good"))]
    return workspace, client, made


def people(workspace, n):
    with in_workspace(workspace.pk):
        return [enter(claims=[Claim("email", f"{n}-{i}@shop.example")], name=f"К{i:02}")[0] for i in range(n)]


def worn(workspace, *rows):
    with in_workspace(workspace.pk):
        found = ask_worn([row.pk for row in rows]).get()
    return [[one.name for one in found.get(row.pk, [])] for row in rows]


def put(workspace, row, on=(), off=()):
    with in_workspace(workspace.pk):
        return put_labels(customers=[row], on=on, off=off, by=None)


def post(shop, row, **given):
    workspace, client, _ = shop
    url = f"/w/{workspace.slug}/customers/{row.pk}/labels/"
    return client.post(url, given, headers={"Nitka-Part": "marks"})


def bulk(shop, rows, **given):
    workspace, client, _ = shop
    given = {"customer": [str(row.pk) for row in rows], "back": "?", **given}
    return client.post(f"/w/{workspace.slug}/customers/bulk/", given, headers={"Nitka-Part": "doing"})


def returned(shop):
    workspace, client, _ = shop
    with in_workspace(workspace.pk):
        change = many.Change.objects.latest("at")
    client.post(f"/w/{workspace.slug}/customers/changes/{change.pk}/return/", headers={"Nitka-Part": "doing"})
    work()


def work():
    with as_role("worker"):
        while changing.change_once():
            pass


def test_a_survivor_wears_the_labels_of_both_and_undoing_gives_each_their_own_back(shop):
    workspace, _, (wholesale, neighbour) = shop
    one, other, third = people(workspace, 3)
    put(workspace, one, [wholesale])
    put(workspace, other, [neighbour, wholesale])
    with in_workspace(workspace.pk):
        merge(into=third, source=other)
        done = merge(into=one, source=third)
    assert worn(workspace, one, other, third) == [["Опт", "Сосед"], [], []]
    with in_workspace(workspace.pk):
        undo(merge=done)
    assert worn(workspace, one, third, other) == [["Опт"], ["Опт", "Сосед"], []]
    with in_workspace(workspace.pk):
        undo(merge=Merge.objects.get(undone_at=None))
    assert worn(workspace, one, other, third) == [["Опт"], ["Опт", "Сосед"], []]


def test_a_label_taken_off_the_survivor_is_off_both_when_they_are_two_again(shop):
    workspace, _, (wholesale, _neighbour) = shop
    one, other = people(workspace, 2)
    put(workspace, one, [wholesale])
    put(workspace, other, [wholesale])
    with in_workspace(workspace.pk):
        done = merge(into=one, source=other)
    _, gone = put(workspace, one, off=[wholesale])
    assert gone == [(one.pk, wholesale.pk)]
    with in_workspace(workspace.pk):
        undo(merge=done)
    assert worn(workspace, one, other) == [[], []]


def test_what_the_survivor_got_since_stays_with_them(shop):
    workspace, _, (wholesale, _neighbour) = shop
    one, other = people(workspace, 2)
    with in_workspace(workspace.pk):
        done = merge(into=one, source=other)
    put(workspace, one, [wholesale])
    with in_workspace(workspace.pk):
        undo(merge=done)
    assert worn(workspace, one, other) == [["Опт"], []]


def test_nobody_who_was_merged_gets_a_label_of_their_own(shop):
    workspace, _, (wholesale, _neighbour) = shop
    one, other = people(workspace, 2)
    with in_workspace(workspace.pk):
        merge(into=one, source=other)
    assert put(workspace, other, [wholesale]) == ([], [])


def test_labels_are_put_on_and_off_on_the_page_and_the_notice_undoes_it(shop):
    workspace, client, (wholesale, neighbour) = shop
    (row,) = people(workspace, 1)
    put(workspace, row, [wholesale])
    answer = post(shop, row, label=str(neighbour.pk), was=str(wholesale.pk)).content.decode()
    assert worn(workspace, row) == [["Сосед"]]
    assert "Метки изменены" in answer
    back = answer.split('<form method="post" action="/w/')[-1].split('"')[0].replace("&amp;", "&")
    client.post(f"/w/{back}", headers={"Nitka-Part": "marks"})
    assert worn(workspace, row) == [["Опт"]]
    with in_workspace(workspace.pk):
        assert AuditEntry.objects.filter(verb="customers.labelled").count() == 3


def test_a_form_that_is_old_takes_nothing_off_that_a_colleague_put_on_since(shop):
    workspace, _, (wholesale, neighbour) = shop
    (row,) = people(workspace, 1)
    put(workspace, row, [wholesale])  # since the form was shown
    post(shop, row, label=str(neighbour.pk))
    assert worn(workspace, row) == [["Опт", "Сосед"]]


def test_a_new_label_is_made_where_it_is_put_on(shop):
    workspace, _, _ = shop
    (row,) = people(workspace, 1)
    post(shop, row, new="  Осторожно,  собака ")
    assert worn(workspace, row) == [["Осторожно собака"]]


def test_an_agent_makes_no_labels(shop):
    workspace, client, (wholesale, _neighbour) = shop
    (row,) = people(workspace, 1)
    client.force_login(accounts.member(workspace, role=Role.AGENT).user)
    post(shop, row, new="Новая", label=str(wholesale.pk))
    assert worn(workspace, row) == [["Опт"]]
    assert client.get(f"/w/{workspace.slug}/settings/customer-labels/").status_code == 403


def test_many_put_a_label_on_chunk_by_chunk_and_it_comes_off_those_who_had_it_not(shop):
    workspace, _, (wholesale, _neighbour) = shop
    rows = people(workspace, 5)
    put(workspace, rows[0], [wholesale])
    answer = bulk(shop, rows, do="label", label="опт")
    work()
    assert answer.status_code == 200
    assert worn(workspace, *rows) == [["Опт"]] * 5
    returned(shop)
    assert worn(workspace, *rows) == [["Опт"], [], [], [], []]


def test_many_take_a_label_off_and_it_comes_back_to_who_they_are_by_then(shop):
    workspace, _, (wholesale, _neighbour) = shop
    rows = people(workspace, 5)
    for row in rows:
        put(workspace, row, [wholesale])
    bulk(shop, rows, do="unlabel", label="Опт")
    work()
    assert worn(workspace, *rows) == [[]] * 5
    with in_workspace(workspace.pk):
        merge(into=rows[0], source=rows[4])
        assert not Labelling.objects.exists()
    returned(shop)
    assert worn(workspace, *rows) == [["Опт"], ["Опт"], ["Опт"], ["Опт"], []]


def test_no_label_of_that_name_changes_nothing_and_says_so(shop):
    workspace, _, _ = shop
    (row,) = people(workspace, 1)
    answer = bulk(shop, [row], do="label", label="Нет такой")
    assert answer.status_code == 422
    assert "нет метки с таким названием" in answer.content.decode()


def test_the_list_is_narrowed_by_a_label_and_shows_it_in_a_fixed_number_of_statements(shop):
    workspace, client, (wholesale, neighbour) = shop
    rows = people(workspace, 6)
    for row in rows[:3]:
        put(workspace, row, [wholesale, neighbour])
    page = client.get(f"/w/{workspace.slug}/customers/?label={wholesale.pk}").content.decode()
    assert page.count('<tr id="c-') == 3
    assert page.count('<span class="tag accent">Опт</span>') == 3
    with CaptureQueriesContext(connection) as few:
        client.get(f"/w/{workspace.slug}/customers/")
    for row in rows[3:]:
        put(workspace, row, [wholesale, neighbour])
    with CaptureQueriesContext(connection) as more:
        client.get(f"/w/{workspace.slug}/customers/")
    assert len(more) == len(few)


def test_a_deleted_label_is_off_everybody(shop):
    workspace, client, (wholesale, _neighbour) = shop
    rows = people(workspace, 2)
    for row in rows:
        put(workspace, row, [wholesale])
    client.post(f"/w/{workspace.slug}/settings/customer-labels/{wholesale.pk}/", {"do": "delete"})
    assert worn(workspace, *rows) == [[], []]
    with in_workspace(workspace.pk):
        assert not Label.objects.filter(pk=wholesale.pk).exists()
        assert delete_label(label=wholesale) == 0


def test_two_labels_of_one_name_are_refused_whatever_the_case(shop, monkeypatch):
    workspace, client, _ = shop
    answer = client.post(f"/w/{workspace.slug}/settings/customer-labels/", {"name": "ОПТ", "tone": "plain"})
    assert answer.status_code == 422
    assert "Такая метка уже есть" in answer.content.decode()
    monkeypatch.setattr(labels, "MOST", 2)
    with in_workspace(workspace.pk), pytest.raises(TooManyLabels):
        save_label(label=Label(name="Третья"))
    with in_workspace(workspace.pk):
        row = Label.objects.get(name="Сосед")
        row.name = "опт"
        with pytest.raises(LabelTaken):
            save_label(label=row)
