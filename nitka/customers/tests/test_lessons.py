"""Decisions of people teach: adopted where they foretell better, led back, and pairs that wait are said anew."""

from random import Random

import pytest

from nitka.accounts.models import AuditEntry, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, Likely, decide, identify, propose, undo
from nitka.customers.actions.lessons import learn_from_decisions
from nitka.customers.lessons import Lesson, in_force
from nitka.customers.models import Merge, Proposal
from nitka.customers.taught import counted
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return accounts.workspace()


def pairs(start, n, *, seed=1):
    """Questions about pairs: telephones a digit apart, or the same surname in one city."""
    random, rows = Random(seed), []
    for number in range(start, start + n):
        one, other = (identify([claim])[claim.key] for claim in (
            Claim("email", f"a{number}@shop.example"), Claim("email", f"b{number}@shop.example")))
        code = "phone_digit" if number % 2 else "city_same"
        rows.append(Likely(one.pk, other.pk, random.uniform(0.6, 0.95), [("surname_same", 4.0), (code, 3.0)]))
    propose(rows)


def decided(start, n, member, accept):
    """Decide these by their first reason that differs."""
    pairs(start, n)
    for proposal in Proposal.objects.filter(decision="").order_by("at", "id"):
        code = proposal.reasons[1][0]
        decide(proposal=proposal, accept=accept(code), member_id=member.pk)


def by_phone(code):
    return code != "phone_digit"  # families here


def test_fewer_than_fifty_decisions_teach_nothing(shop):
    member = accounts.member(shop)
    with in_workspace(shop.pk):
        decided(0, 48, member, by_phone)
        assert learn_from_decisions() is None
        assert counted() == (48, 24)


def test_what_people_keep_saying_is_adopted_and_pairs_that_wait_are_said_anew(shop):
    member = accounts.member(shop)
    with in_workspace(shop.pk):
        decided(0, 60, member, by_phone)
        pairs(100, 4)
        before = {row.pk: row.probability for row in Proposal.objects.filter(decision="")}
        lesson = learn_from_decisions()
        assert (lesson.adopted, lesson.better, lesson.decisions, lesson.same) == (True, True, 60, 30)
        assert lesson.loss_after < lesson.loss_before
        assert lesson.right_after > lesson.right_before
        for row in Proposal.objects.filter(decision=""):
            assert row.house == before[row.pk]
            assert (row.probability > row.house) == (row.reasons[1][0] == "city_same")
        assert learn_from_decisions() is None  # nothing new since


def test_where_the_house_is_right_the_attempt_is_kept_and_not_adopted(shop):
    member, random = accounts.member(shop), Random(3)
    with in_workspace(shop.pk):
        pairs(0, 80)
        for proposal in Proposal.objects.filter(decision=""):
            decide(proposal=proposal, accept=random.random() < proposal.probability, member_id=member.pk)
        lesson = learn_from_decisions()
        assert (lesson.better, lesson.adopted) == (False, False)
        assert in_force() is None


def test_handfuls_merges_by_themselves_and_undone_ones_count_as_they_should(shop):
    member = accounts.member(shop)
    with in_workspace(shop.pk):
        pairs(0, 4)
        one, two, three, four = Proposal.objects.order_by("id")
        decide(proposal=one, accept=True, member_id=member.pk)
        decide(proposal=two, accept=True)  # by itself
        decide(proposal=three, accept=False, member_id=member.pk)
        Proposal.objects.filter(pk=three.pk).update(handful_id=three.pk)
        decide(proposal=four, accept=False, member_id=member.pk)
        assert counted() == (2, 1)
        undo(merge=Merge.objects.get(one_id=one.identity_id))
        assert counted() == (2, 0)


def test_a_version_leads_back_and_what_somebody_chose_stays(shop, client):
    chief = accounts.member(shop, role=Role.ADMINISTRATOR)
    client.force_login(chief.user)
    with in_workspace(shop.pk):
        decided(0, 60, chief, by_phone)
        pairs(100, 2)
        lesson = learn_from_decisions()
    page = f"/w/{shop.slug}/settings/identities/"
    assert "Чему научили решения" in client.get(page).content.decode()
    assert client.post(f"{page}lessons/", {"number": "0"}).status_code == 302
    with in_workspace(shop.pk):
        assert in_force().weights == {}
        assert all(row.probability == row.house for row in Proposal.objects.filter(decision=""))
        decided(200, 30, chief, by_phone)
        assert learn_from_decisions().adopted is False
        assert in_force().back_to == 0
    client.post(f"{page}lessons/", {"number": str(lesson.number)})
    with in_workspace(shop.pk):
        assert in_force().weights == lesson.weights
        assert AuditEntry.objects.filter(verb="customers.lesson_chosen").count() == 2
    assert client.post(f"{page}lessons/", {"number": "77"}).status_code == 404


def test_only_who_may_change_rules_chooses(shop, client):
    client.force_login(accounts.member(shop, role=Role.MANAGER).user)
    assert client.post(f"/w/{shop.slug}/settings/identities/lessons/", {"number": "0"}).status_code == 403
    with in_workspace(shop.pk):
        assert not Lesson.objects.exists()
