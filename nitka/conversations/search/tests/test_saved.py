import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import SavedView
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
