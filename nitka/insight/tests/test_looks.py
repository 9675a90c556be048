"""Figures, tasks and the page that rates: axe finds nothing, the policy holds, nothing is wider than the screen."""

import pytest
from django.test import Client

from nitka.feedback import actions, tokens
from nitka.feedback.models import Rating, RatingRequest
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def told(rated, workspace, vera):
    """Enough answers for every part of the page, one of each state of a task."""
    for n in range(44):
        slow = n % 3 == 0
        rated(
            1 if slow else 5, days_ago=1 + n % 25, factors=["speed"] if slow else [], facts=["waited"] if slow else []
        )
        rated(5 if n % 5 else 2, days_ago=40)
    rated(None)
    rated(2, comment="Оченьдлинноесловобезпробелов" * 8)
    with in_workspace(workspace.id):
        tasks = actions.tasks.open_for(list(Rating.objects.filter(mood=-1).order_by("at")[:4]))
        actions.close(task_id=tasks[0].pk, done="Позвонили", cause="wait", member=vera)
        actions.add_step(task_id=tasks[1].pk, text="Заказали деталь", member=vera)
    return tasks


def member(vera, language):
    vera.user.language = language[:2]
    vera.user.save()
    client = Client()
    client.force_login(vera.user)
    return client


@looks(0)
def test_figures_and_tasks(told, workspace, vera, width, theme, language):
    home = f"/w/{workspace.slug}"
    paths = [f"{home}/insight/", f"{home}/tasks/", *(f"{home}/tasks/{task.number}/" for task in told[:2])]
    with visiting(member(vera, language), width, theme, language) as visit:
        assert [fault for path in paths for fault in visit.judge(path)] == []
        assert visit.said == []


@looks(1)
def test_recommendations_in_figures(rated, workspace, vera, width, theme, language):
    for n in range(66):
        rated((9, 10, 7, 3, 10, 6)[n % 6], days_ago=1 + n % 50, scale="nps", factors=["speed"] if n % 3 else ["price"])
    rated(None, scale="nps")
    home = f"/w/{workspace.slug}/insight/"
    with visiting(member(vera, language), width, theme, language) as visit:
        faults = [fault for query in ("?scale=nps", "?scale=nps&who=all") for fault in visit.judge(home + query)]
        assert faults == []
        assert "NPS" in visit.page.inner_text("main")
        assert visit.said == []


@looks(2)
def test_pages_without_anything_yet(workspace, vera, channel, width, theme, language):
    home = f"/w/{workspace.slug}"
    with visiting(member(vera, language), width, theme, language) as visit:
        assert visit.judge(f"{home}/insight/") + visit.judge(f"{home}/tasks/") == []


@looks(3)
@pytest.mark.parametrize("scale", ["csat", "nps"])
def test_the_page_that_rates_in_each_state(rated, workspace, width, theme, language, scale):
    rated(None, scale=scale)
    with in_workspace(workspace.id):
        asked = RatingRequest.objects.get()
    path = f"/rate/{tokens.make(workspace.id, asked.pk)}"
    with visiting(Client(), width, theme, language) as visit:
        assert visit.judge(path) == []
        with in_workspace(workspace.id):
            actions.rate(request_id=asked.pk, score=1)
        assert visit.judge(path) == []
        with clock.travel(asked.closes_at):
            assert visit.judge(path) == []
        assert visit.judge("/rate/nothing") == []
