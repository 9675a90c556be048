from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import override, set_automatic
from nitka.customers.kept_word import kept_word
from nitka.customers.models import Proposal, RuleSet
from nitka.customers.queries import rules_in_force
from nitka.customers.tests.pairs import asked, person
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    client.force_login(accounts.member(workspace, role=Role.MANAGER).user)
    return workspace, client, f"/w/{workspace.slug}/customers/merges/threshold/"


def automatic(workspace):
    with in_workspace(workspace.pk):
        return rules_in_force().automatic


def test_it_is_off_until_a_manager_says_otherwise_and_off_again(shop):
    workspace, client, page = shop
    assert automatic(workspace) is None
    assert client.post(page, {"percent": "97"}).status_code == 302
    assert automatic(workspace) == 97
    assert "97" in client.get(page).content.decode()
    client.post(page, {"percent": ""})
    assert automatic(workspace) is None


@pytest.mark.parametrize("said", ["89", "100", "x", "-1", "９７", "97" * 40, "\x00"])
def test_what_is_no_threshold_changes_nothing(shop, said):
    workspace, client, page = shop
    assert client.post(page, {"percent": said}).status_code == 422
    assert automatic(workspace) is None


def test_other_rules_of_the_workspace_stay_and_the_same_again_is_no_new_version(shop):
    workspace, *_ = shop
    with in_workspace(workspace.pk):
        override(changes={"blocked": ["x"]})
        set_automatic(percent=95)
        set_automatic(percent=95)
        assert RuleSet.objects.count() == 2
        assert RuleSet.objects.latest("number").changes == {"blocked": ["x"], "automatic": 95}
        with pytest.raises(ValueError, match="50"):
            set_automatic(percent=50)


def test_what_a_threshold_would_do_is_counted_before(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        for _ in range(6):
            asked(person("Один"), person("Другой"), 0.98)
        family = asked(person("Один"), person("Другая"), 0.99)
        Proposal.objects.filter(pk=family.pk).update(reasons=[["phone_same", 9.0], ["name_differs", -5.0]])
    text = unescape(client.get(page, headers={"Accept-Language": "en"}).content.decode())
    assert text.count("6 ") >= 1
    assert "7 пар" not in text
    assert "7 pairs" not in text


def decided(n, probability, decision, **more):
    for _ in range(n):
        asked(person("Один"), person("Другой"), probability, decision=decision, decided_by_id=uuid7(),
              decided_at=clock.now(), **more)  # fmt: skip


def test_what_people_decided_is_drawn_beside_what_was_said_of_it(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        decided(4, 0.93, "accepted")
        decided(2, 0.91, "refused")
        decided(3, 0.55, "refused")  # too few to draw
        decided(9, 0.97, "accepted", handful_id=uuid7())  # nobody looked at each
        decided(9, 0.3, "refused")
        bands, n = kept_word()
    assert [(round(one.said, 3), one.share.k, one.share.n) for one in bands] == [(0.923, 4, 6)]
    assert n == 9
    assert (bands[0].x, bands[0].y) == (389.5, 86.7)
    assert bands[0].top < bands[0].y < bands[0].bottom
    client.post(page, {"percent": "97"})
    drawn = client.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert drawn.count("<circle") == 1
    assert 'cx="389.5" cy="86.7"' in drawn
    assert '<rect class="by-itself" x="432.4" y="0" width="27.6"' in drawn


def test_with_few_decided_pairs_nothing_is_drawn(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        decided(4, 0.93, "accepted")
    assert "<circle" not in client.get(page).content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.OBSERVER])
def test_who_does_not_manage_sees_it_and_changes_nothing(shop, role):
    workspace, client, page = shop
    client.force_login(accounts.member(workspace, role=role).user)
    assert client.get(page).status_code == 200
    assert client.post(page, {"percent": "97"}).status_code == 403
    assert automatic(workspace) is None


def test_the_page_costs_the_same_however_many_wait(shop):
    workspace, client, page = shop
    with in_workspace(workspace.pk):
        asked(person("Один"), person("Другой"), 0.95)
    client.get(page)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        return len(seen)

    before = cost()
    with in_workspace(workspace.pk):
        for _ in range(8):
            asked(person("Один"), person("Другой"), 0.95)
    assert cost() == before
