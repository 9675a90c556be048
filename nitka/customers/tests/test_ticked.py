"""Customers who are ticked in the list and compared: one person or not."""

import pytest

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import CannotCompare, ask_of_ticked, decide, take_back
from nitka.customers.models import Apart, Customer, Proposal
from nitka.customers.queries import survivor
from nitka.customers.tests.pairs import asked, person
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Вера Климова")
    client.force_login(member.user)
    with in_workspace(workspace.pk):
        yield workspace, member, client


def compare(shop, *customers):
    workspace, _, client = shop
    keys = [str(one.pk) for one in customers]
    url = f"/w/{workspace.slug}/customers/comparing/"
    return client.post(url, {"customer": keys, "back": "?sort=spent"})


def decision(shop, proposal, answer):
    workspace, _, client = shop
    url = f"/w/{workspace.slug}/customers/merges/{proposal.pk}/decision/"
    return client.post(url, {"answer": answer})


def test_two_who_are_ticked_are_shown_side_by_side_and_become_one(shop):
    workspace, _, client = shop
    one, other = person("Анна"), person("Аня")
    answer = compare(shop, one, other)
    made = Proposal.objects.get()
    assert answer["Location"] == f"/w/{workspace.slug}/customers/merges/{made.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Анна" in page
    assert "Аня" in page
    decision(shop, made, "one")
    assert survivor(other.pk) == survivor(one.pk)
    assert take_back(proposal=made)
    assert survivor(other.pk) != survivor(one.pk)


def test_the_pairs_of_several_follow_each_other_before_the_rest_of_the_queue(shop):
    asked(person("Г"), person("Д"), 0.99)
    compare(shop, *(person(name) for name in "АБВ"))
    first, second = Proposal.objects.filter(why="ticked").order_by("pk")
    assert decision(shop, first, "one")["Location"].endswith(f"/merges/{second.pk}/")
    assert not decision(shop, second, "one")["Location"].endswith(f"/merges/{first.pk}/")
    assert Customer.objects.filter(merged_into_id=None, name__in="АБВ").count() == 1


def test_what_was_refused_is_asked_anew_and_a_person_may_say_yes_after_all(shop):
    workspace, member, client = shop
    one, other = person("А"), person("Б")
    refused = asked(one, other, 0.5)
    decide(proposal=refused, accept=False)
    assert ask_of_ticked(customers=[one.pk, other.pk], member=member) == [refused]
    page = client.get(f"/w/{workspace.slug}/customers/merges/{refused.pk}/").content.decode()
    assert "не один" in page.lower() or "разные" in page.lower()
    decision(shop, refused, "one")
    assert survivor(other.pk) == survivor(one.pk)
    assert not Apart.objects.filter(lifted_at=None).exists()


def test_a_pair_that_waits_is_not_asked_about_twice(shop):
    _, member, _ = shop
    one, other = person("А"), person("Б")
    waiting = asked(other, one, 0.8)
    assert ask_of_ticked(customers=[one.pk, other.pk], member=member) == [waiting]
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(("n", "code"), [(0, "few"), (1, "few"), (6, "many")])
def test_too_few_and_too_many_are_told_and_nothing_is_asked(shop, n, code):
    workspace, member, client = shop
    people = [person(f"К{i}") for i in range(n)]
    with pytest.raises(CannotCompare, match=code):
        ask_of_ticked(customers=[one.pk for one in people], member=member)
    answer = compare(shop, *people)
    assert answer["Location"] == f"/w/{workspace.slug}/customers/?sort=spent"
    assert "Отметьте" in client.get(answer["Location"]).content.decode()
    assert not Proposal.objects.exists()


def test_who_was_made_without_a_contact_cannot_be_compared(shop):
    _, member, _ = shop
    bare = Customer.objects.create(name="Безадресный")
    with pytest.raises(CannotCompare, match="no_contact"):
        ask_of_ticked(customers=[bare.pk, person("А").pk], member=member)


def test_an_observer_compares_nobody(shop, client):
    workspace, _, _ = shop
    client.force_login(accounts.member(workspace, role=Role.OBSERVER).user)
    assert compare((workspace, None, client), person("А"), person("Б")).status_code == 403
    assert compare((workspace, None, client)).status_code == 403
