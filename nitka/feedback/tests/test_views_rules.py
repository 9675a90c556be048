import pytest
from django.test import Client

from nitka.accounts.tests import factories as accounts
from nitka.feedback.models import Rule
from nitka.feedback.slots import ratings_of_customer
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return accounts.workspace(language="en")


def browser(member):
    client = Client()
    client.force_login(member.user)
    return client


GOOD = {"is_on": "1", "scale": "nps", "factors": ["speed"], "rest_days": "3", "open_days": "10", "task_hours": "8"}


def test_a_manager_sets_how_a_channel_asks(workspace, darya, channel):
    address = f"/w/{workspace.slug}/settings/surveys/"
    client = browser(darya)
    assert channel.name in client.get(address).content.decode()
    page = client.post(address, GOOD | {"channel": str(channel.pk)}, follow=True).content.decode()
    assert "saved" in page
    with in_workspace(workspace.id):
        rule = Rule.objects.get()
        assert (rule.scale, rule.factors, rule.rest_days, rule.task_hours) == ("nps", ["speed"], 3, 8)


def test_an_agent_may_not(workspace, vera):
    assert browser(vera).get(f"/w/{workspace.slug}/settings/surveys/").status_code == 403


def test_limits_are_kept(workspace, darya, channel):
    bad = GOOD | {"channel": str(channel.pk), "task_hours": "0"}
    assert browser(darya).post(f"/w/{workspace.slug}/settings/surveys/", bad).status_code == 422


def test_a_mistake_is_named_and_nothing_typed_is_lost(workspace, darya, channel):
    bad = GOOD | {"channel": str(channel.pk), "task_hours": "9999", "open_days": "11"}
    page = browser(darya).post(f"/w/{workspace.slug}/settings/surveys/", bad).content.decode()
    assert 'name="open_days" min="1" max="365" value="11"' in page
    assert 'value="9999" aria-invalid="true"' in page
    assert 'class="error"' in page
    assert 'value="nps" checked' in page
    assert 'value="speed" checked' in page
    assert 'value="price" checked' not in page


def test_another_companys_channel_is_not_found(workspace, darya):
    answer = browser(darya).post(f"/w/{workspace.slug}/settings/surveys/", GOOD | {"channel": str(uuid7())})
    assert answer.status_code == 404


def test_a_customer_without_ratings_has_no_section(workspace, darya):
    with in_workspace(workspace.id):
        assert ratings_of_customer(uuid7(), darya).get() == ""


def test_from_how_many_answers_on_a_share_is_shown_is_the_companys_choice(workspace, darya, channel):
    address = f"/w/{workspace.slug}/settings/surveys/"
    client = browser(darya)
    client.post(f"{address}least/", {"shown": "12", "compared": "77"})
    workspace.refresh_from_db()
    assert workspace.settings["least"] == {"shown": 12, "compared": 77}
    insight = client.get(f"/w/{workspace.slug}/insight/")
    assert (insight.context["minimum"], insight.context["minimum_comparison"]) == (12, 77)
    refused = client.post(f"{address}least/", {"shown": "0", "compared": "77"})
    assert refused.status_code == 422
    assert 'value="0"' in refused.content.decode()
    workspace.refresh_from_db()
    assert workspace.settings["least"]["shown"] == 12


def test_an_agent_may_not_change_it(workspace, vera):
    answer = browser(vera).post(f"/w/{workspace.slug}/settings/surveys/least/", {"shown": "1", "compared": "2"})
    assert answer.status_code == 403
