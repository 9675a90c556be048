"""An open queue follows what others decide and what is asked anew."""

import re
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    Likely,
    decide,
    decide_all,
    identify,
    merge,
    propose,
    reconsider,
    take_all_back,
    take_back,
    undo,
)
from nitka.customers.actions.alike import Alike, suggest
from nitka.customers.models import Apart, Identity, RuleSet
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


def by_hand(one, other):
    return merge(into=one, source=other)


def by_rule(one, other):
    mailboxes = Identity.objects.filter(customer_id__in=[one.pk, other.pk]).values_list("value", flat=True)
    for value in mailboxes:  # a login is shown to be theirs, then beside each of their mailboxes
        identify([Claim("user", "u-1", also=(Claim("email", value),))])


def by_likeness(one, other):
    RuleSet.objects.create(number=1, changes={"automatic": 95})
    suggest([Alike(one.pk, other.pk, 0.99, [("name_same", 5.0)])], set())


@pytest.mark.parametrize("act", [by_hand, by_rule, by_likeness])
def test_a_merge_made_elsewhere_is_told_of_each_pair_that_is_open_about_the_two(shop, act):
    workspace, _ = shop
    with in_workspace(workspace.pk):
        one, other, third = (person(name) for name in ("Анна Серова", "Анна Серова", "В"))
        between, beyond = asked(one, other, 0.9), asked(third, other, 0.8)
        asked(person("Г"), person("Д"), 0.7)
    with in_workspace(workspace.pk):
        act(one, other)
    assert Counter(key for told in heard(workspace) for key in told).keys() >= {str(between.pk), str(beyond.pk)}


def test_undoing_a_merge_is_told_of_the_pairs_that_wait_again(shop):
    workspace, _ = shop
    with in_workspace(workspace.pk):
        one, other, third = (person(name) for name in "АБВ")
        open_ = asked(third, other, 0.8)
        done = merge(into=one, source=other)
    before = len(heard(workspace))
    with in_workspace(workspace.pk):
        undo(merge=done)
    assert heard(workspace)[before:] == [[str(open_.pk)]]


def test_a_merge_that_no_open_pair_is_about_is_not_told(shop):
    workspace, _ = shop
    with in_workspace(workspace.pk):
        undo(merge=merge(into=person("А"), source=person("Б")))
    assert heard(workspace) == []


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
