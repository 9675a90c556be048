"""An open queue follows what others decide and what is asked anew."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Likely, decide, decide_all, propose, reconsider, take_all_back, take_back
from nitka.customers.models import Apart, Identity
from nitka.customers.tests.pairs import asked, person
from nitka.customers.tests.test_merges_page import SAME, home, queue_of
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.realtime import topics
from nitka.realtime.models import EventOutbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Вера Климова")
    client.force_login(member.user)
    return workspace, client


def heard(workspace):
    """What was told, in order: the pairs that are named as decided. Only the worker may read it."""
    with as_role("worker"):
        rows = EventOutbox.objects.filter(topic=f"merges:{workspace.pk}").order_by("pk")
        return [row.data["decided"] for row in rows]


def test_whatever_becomes_of_a_pair_is_told(shop):
    workspace, _ = shop
    with in_workspace(workspace.pk):
        made = asked(person("А"), person("Б"), 0.9)
        one, other = (Identity.objects.get(customer_id=person(name).pk).pk for name in ("В", "Г"))
    acts = [
        lambda: decide(proposal=made, accept=False),
        lambda: take_back(proposal=made),
        lambda: decide_all(proposals=[made.pk], accept=False, handful=uuid4()),
        lambda: take_all_back(proposals=[made.pk]),
        lambda: decide(proposal=made, accept=False),
        lambda: reconsider(apart=Apart.objects.get(lifted_at=None)),
        lambda: propose([Likely(one, other, 0.8, [])]),
    ]
    for act in acts:
        with in_workspace(workspace.pk):
            act()
    assert heard(workspace) == [*[[str(made.pk)]] * 6, []]


def test_the_page_hears_and_fetches_its_bands_alone(shop):
    workspace, client = shop
    with in_workspace(workspace.pk):
        first, second = (asked(person(name), person("Он"), 0.9 - n / 100, SAME) for n, name in enumerate("АБ"))
    html = client.get(f"{home(workspace)}{second.pk}/").content.decode()
    assert f"merges:{workspace.pk}" in re.search(r'data-topics="([^"]*)"', html)[1]
    source = re.search(r'id="queue" data-src="([^"]*)"', html)[1]
    with in_workspace(workspace.pk):
        decide(proposal=first, accept=False)
    with CaptureQueriesContext(connection) as seen:
        part = client.get(source, headers={"Nitka-Part": "queue waiting waiting-n"}).content.decode()
    assert len(seen) <= 11
    assert queue_of(part) == ["Б и Он"]
    assert re.search(rf'id="p-{second.pk}"[^>]*aria-current', part)
    assert 'id="waiting"' in part
    assert 'id="pair"' not in part


def test_a_member_may_hear_of_their_own_workspace_only(shop):
    workspace, client = shop
    other = accounts.workspace()
    asked_for = f"merges:{workspace.pk},merges:{other.pk}"
    url = client.get(f"/w/{workspace.slug}/stream?topics={asked_for}").json()["url"]
    ticket = topics.read(url.split("t=")[1].split("&")[0].replace("%3A", ":"))
    assert ticket.topics == (topics.merges(workspace.pk),)
