import pytest

from nitka.accounts import actions as teams
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation, SavedView
from nitka.conversations.search.tests.searching import told
from nitka.conversations.tests.desk import open_desk, signed_in
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def url(desk, path=""):
    return f"/w/{desk.workspace.slug}/search/views/{path}"


def keep(desk, query, name="Мои датчики", client=None, **fields):
    return (client or desk.client).post(url(desk), {"q": query, "name": name, **fields})


def shown(desk, client=None):
    return (client or desk.client).get(url(desk)).content.decode()


def test_a_view_is_in_ones_navigation_with_its_count():
    desk = open_desk()
    told(desk, "датчик раз", "датчик два", "кран")
    assert keep(desk, "датчик is:open").status_code == 302
    html = shown(desk)
    assert "Мои датчики" in html
    assert '<span class="n c-3 push">2</span>' in html
    told(desk, "датчик три")
    assert '<span class="n c-3 push">3</span>' in shown(desk)
    assert keep(desk, "is:open").status_code == 302  # the same name: replaced
    assert '<span class="n c-3 push">4</span>' in shown(desk)


def test_a_view_of_ones_teams_counts_what_is_theirs_for_each_who_looks():
    desk = open_desk(role="manager")
    told(desk, "датчик раз", "датчик два")
    other = accounts.member(desk.workspace)
    with in_workspace(desk.workspace.pk):
        team = teams.create_team(name="Монтаж", member_ids=[desk.member.pk])
        Conversation.objects.filter(number=1).update(team_id=team.pk)
    keep(desk, "team:me", shared="1")
    assert '<span class="n c-3 push">1</span>' in shown(desk)
    assert '<span class="n c-3 push">0</span>' in shown(desk, signed_in(other))


def test_another_members_own_view_is_nobody_elses():
    desk = open_desk()
    keep(desk, "датчик")
    other = signed_in(accounts.member(desk.workspace))
    assert "Мои датчики" not in shown(desk, other)
    with in_workspace(desk.workspace.pk):
        key = SavedView.objects.get().pk
    assert other.post(url(desk, f"{key}/removal/")).status_code == 404
    assert desk.client.post(url(desk, f"{key}/removal/")).status_code == 302
    assert "Мои датчики" not in shown(desk)


def test_only_who_manages_shares_a_view():
    desk = open_desk()
    assert keep(desk, "датчик", shared="1").status_code == 403
    manager = signed_in(accounts.member(desk.workspace, role="manager"))
    assert keep(desk, "датчик", shared="1", client=manager).status_code == 302
    assert "Мои датчики" in shown(desk)
    with in_workspace(desk.workspace.pk):
        key = SavedView.objects.get().pk
    assert desk.client.post(url(desk, f"{key}/removal/")).status_code == 403
    assert manager.post(url(desk, f"{key}/removal/")).status_code == 302


def test_there_are_not_more_views_than_a_navigation_bears():
    desk = open_desk()
    for n in range(31):
        keep(desk, "is:open", name=f"Вид {n}")
    with in_workspace(desk.workspace.pk):
        assert SavedView.objects.count() == 30
