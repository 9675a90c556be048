"""Many pairs decided with one action, and all of it taken back."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, call, decide, decide_all, enter, take_all_back, undo
from nitka.customers.handful import Two, plan
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal
from nitka.customers.queries import open_proposals
from nitka.customers.rules import DEFAULT
from nitka.customers.tests.pairs import asked, person
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def all_back(handful):
    total, rest = 0, 1
    while rest:
        keys = list(Proposal.objects.filter(handful_id=handful).exclude(decision="").values_list("pk", flat=True))
        back, rest = take_all_back(proposals=keys)
        total += back
    return total


def names():
    return sorted(Customer.objects.filter(merged_into_id=None).values_list("name", flat=True))


def test_several_become_one_each_and_remember_that_they_came_together(shop):
    made = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9) for n in range(3)]
    handful = uuid4()
    done = decide_all(proposals=[one.pk for one in made], accept=True, handful=handful)
    assert (done.decided, done.before, done.left) == (3, 0, Counter())
    assert len(names()) == 3
    assert set(Merge.objects.values_list("handful_id", "rule")) == {(handful, "computed")}
    assert set(Proposal.objects.values_list("decision", "handful_id")) == {("accepted", handful)}
    assert all_back(handful) == 3
    assert len(names()) == 6
    assert not Apart.objects.filter(lifted_at=None).exists()
    assert open_proposals(None).count() == 3


def test_pairs_that_hang_together_become_one_person(shop):
    one, two, three = person("А"), person("Б"), person("В")
    made = [asked(one, two, 0.9), asked(three, two, 0.8), asked(one, three, 0.7)]
    handful = uuid4()
    done = decide_all(proposals=[each.pk for each in made], accept=True, handful=handful)
    assert done.decided == 3
    assert (len(names()), Merge.objects.count()) == (1, 2)
    assert all_back(handful) == 3
    assert names() == ["А", "Б", "В"]
    assert open_proposals(None).count() == 3


def test_refused_ones_stay_two_and_come_back_together(shop):
    made = [asked(person(f"А{n}"), person(f"Б{n}"), 0.3) for n in range(3)]
    handful = uuid4()
    assert decide_all(proposals=[one.pk for one in made], accept=False, handful=handful).decided == 3
    assert Apart.objects.filter(lifted_at=None).count() == 3
    assert not open_proposals(None).exists()
    assert all_back(handful) == 3
    assert open_proposals(None).count() == 3


def test_who_was_said_to_be_two_is_left_alone_whatever_ties_them(shop):
    one, other, between = person("А"), person("Б"), person("В")
    decide(proposal=asked(one, other, 0.4), accept=False)
    made = [asked(one, between, 0.9), asked(other, between, 0.8)]
    done = decide_all(proposals=[each.pk for each in made], accept=True, handful=uuid4())
    assert (done.decided, done.left) == (1, Counter({"apart": 1}))
    assert len(names()) == 2
    assert Apart.objects.filter(lifted_at=None).count() == 1


def test_who_would_have_too_many_of_a_kind_is_left_for_a_closer_look(shop):
    many = enter(claims=[Claim("email", f"m{n}@shop.example") for n in range(5)], name="Много")[0]
    made = asked(many, person("Ещё"), 0.9)
    done = decide_all(proposals=[made.pk], accept=True, handful=uuid4())
    assert (done.decided, done.left) == (0, Counter({"many:email": 1}))
    assert Proposal.objects.get().decision == ""


def test_what_somebody_decided_first_stays_and_is_said(shop):
    made = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9) for n in range(2)]
    decide(proposal=made[0], accept=False)
    handful = uuid4()
    done = decide_all(proposals=[one.pk for one in made], accept=True, handful=handful)
    assert (done.decided, done.before) == (1, 1)
    assert all_back(handful) == 1
    assert Proposal.objects.get(pk=made[0].pk).decision == "refused"


def test_what_was_parted_since_is_not_asked_about_again(shop):
    made = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9) for n in range(2)]
    handful = uuid4()
    decide_all(proposals=[one.pk for one in made], accept=True, handful=handful)
    undo(merge=Merge.objects.first())
    assert all_back(handful) == 1
    assert open_proposals(None).count() == 1


def test_a_long_handful_comes_back_in_parts(shop, monkeypatch):
    monkeypatch.setattr("nitka.customers.actions.handful.UNDONE", 20)
    made = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9) for n in range(23)]
    call(customer=Identity.objects.get(pk=made[0].identity_id).customer, name="По имени")
    handful = uuid4()
    keys = [one.pk for one in made]
    decide_all(proposals=keys, accept=True, handful=handful)
    assert take_all_back(proposals=keys) == (20, 3)
    assert take_all_back(proposals=keys) == (3, 0)
    assert take_all_back(proposals=keys) == (0, 0)
    assert len(names()) == 46


@pytest.mark.parametrize("accept", [True, False])
def test_a_chunk_costs_the_same_whatever_it_holds(shop, accept):
    def statements(n):
        keys = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9).pk for _ in range(n)]
        with CaptureQueriesContext(connection) as seen:
            decide_all(proposals=keys, accept=accept, handful=uuid4())
        return len(seen)

    assert statements(2) == statements(20) <= (34 if accept else 12)


def test_a_handful_is_taken_back_at_the_same_cost_whatever_it_holds(shop):
    def statements(n):
        keys = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9).pk for _ in range(n)]
        decide_all(proposals=keys, accept=True, handful=uuid4())
        with CaptureQueriesContext(connection) as seen:
            assert take_all_back(proposals=keys) == (n, 0)
        return len(seen)

    assert statements(2) == statements(20) <= 48  # who is held, and to let all of them go where somebody came between


def test_two_who_decide_the_same_at_once_lose_nothing():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        keys = [asked(person(f"А{n}"), person(f"Б{n}"), 0.9).pk for n in range(12)]
    start, outcomes, wrong = threading.Barrier(3), [], []

    def work(which):
        try:
            start.wait(10)
            with in_workspace(workspace.pk):
                outcomes.append(decide_all(proposals=which, accept=True, handful=uuid4()))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[which]) for which in (keys, keys[::-1], keys[4:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    assert sum(done.decided for done in outcomes) == 12
    assert sum(done.before for done in outcomes) == 12 + 8
    with in_workspace(workspace.pk):
        assert Merge.objects.count() == 12
        assert Customer.objects.filter(merged_into_id=None).count() == 12


def test_a_plan_follows_who_was_apart_through_those_who_joined():
    a, b, c, d = (uuid4() for _ in range(4))
    keys = [uuid4() for _ in range(3)]
    found = plan([Two(keys[0], a, b), Two(keys[1], c, d), Two(keys[2], a, c)], {}, {frozenset((b, d))}, DEFAULT)
    assert [key for key, _into, _source in found.merges] == keys[:2]
    assert found.left == {keys[2]: "apart"}
