"""In which order verbs hold what they write: customers, sorted, then what hangs on them, questions about pairs last.
Whoever waits for customers holds nothing that who has them may want."""

from uuid import uuid4

import pytest

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    Claim,
    answer_confirmation,
    ask_of_ticked,
    ask_to_confirm,
    decide,
    decide_all,
    hold,
    identify,
    merge,
    reconsider_all,
    respell,
    set_automatic,
    take_all_back,
    take_back,
)
from nitka.customers.actions.alike import Alike, suggest
from nitka.customers.actions.holding import locked
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal
from nitka.customers.tests.pairs import asked, person
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.beside import Beside, somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    accounts.member(workspace, role=Role.OWNER)
    return workspace


def pair():
    return asked(person("Анна"), person("Анна П."), 0.9, [["name_same", 3.0]])


def decided(accept):
    proposal = pair()
    decide_all(proposals=[proposal.pk], accept=accept, handful=uuid4())
    return proposal


def confirmation(proposal):
    return ask_to_confirm(identity=proposal.identity, claimant=proposal.claimant)


def sides(proposal):
    """The two, whoever they are now."""
    merged = Merge.objects.filter(one_id=proposal.identity_id, other_id=proposal.claimant_id).first()
    both = (merged.into_id, merged.source_id) if merged else (
        Identity.objects.get(pk=proposal.identity_id).customer_id,
        Identity.objects.get(pk=proposal.claimant_id).customer_id)  # fmt: skip
    return sorted(both)


VERBS = {
    "decide": (pair, lambda asked: decide(proposal=asked, accept=True)),
    "refuse": (pair, lambda asked: decide(proposal=asked, accept=False)),
    "decide several": (pair, lambda asked: decide_all(proposals=[asked.pk], accept=True, handful=uuid4())),
    "take back": (lambda: decided(True), lambda asked: take_back(proposal=asked)),
    "take a refusal back": (lambda: decided(False), lambda asked: take_back(proposal=asked)),
    "take several back": (lambda: decided(True), lambda asked: take_all_back(proposals=[asked.pk])),
    "take several refusals back": (lambda: decided(False), lambda asked: take_all_back(proposals=[asked.pk])),
    "respell": (pair, lambda asked: respell(identity=asked.identity, value="other@shop.example")),
    "confirm": (pair, lambda asked: answer_confirmation(confirmation=confirmation(asked), yes=True, how="code")),
    "deny": (pair, lambda asked: answer_confirmation(confirmation=confirmation(asked), yes=False, how="code")),
    "tick": (pair, lambda asked: ask_of_ticked(customers=sides(asked), member=Member.objects.get())),
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_waits_for_customers_holds_no_question_about_them_nor_what_keeps_them_apart(shop, verb):
    begin, go = VERBS[verb]
    with in_workspace(shop.pk):
        proposal = begin()
    with in_workspace(shop.pk):
        locked(sides(proposal))
        other = Beside(shop.pk, lambda: go(Proposal.objects.get(pk=proposal.pk)))
        somebody_waits()
        assert list(Proposal.objects.select_for_update(nowait=True)) == [proposal]
        list(Apart.objects.select_for_update(nowait=True))
    other.done()


def test_a_decision_and_a_sender_who_names_both_again_do_not_wait_for_each_other(shop):
    visitor, mail = Claim("visitor", "v1"), Claim("email", "anna@b.org", status="stated", how="stated")
    with in_workspace(shop.pk):
        identify([visitor, mail])
        identify([Claim("visitor", "v1", also=(mail,))])
        question = Proposal.objects.get()
    with in_workspace(shop.pk):
        hold([visitor, mail])
        other = Beside(shop.pk, lambda: decide(proposal=question, accept=True))
        somebody_waits()
        identify([Claim("visitor", "v1", also=(mail,))])
    other.done()
    with in_workspace(shop.pk):
        assert Proposal.objects.get().decision == "accepted"
        assert Merge.objects.count() == 1


def test_a_batch_names_nobody_before_it_holds_all_its_customers(shop):
    first, second = Claim("email", "a@b.org"), Claim("email", "b@b.org")
    with in_workspace(shop.pk):
        made = identify([first, second])
        before, after = sorted(one.customer_id for one in made.values())
    said = [Claim("email", one.value, "Анна") for one in made.values() if one.customer_id == after]
    with in_workspace(shop.pk):
        locked([before])
        other = Beside(shop.pk, lambda: hold([first, second, *said]))
        somebody_waits()
        Customer.objects.select_for_update(nowait=True).get(pk=after)
    other.done()


def test_a_batch_makes_no_contact_surer_before_it_holds_whose_it_is(shop):
    with in_workspace(shop.pk):
        known = identify([Claim("email", "a@b.org", status="stated")])["email", "a@b.org"]
    with in_workspace(shop.pk):
        locked([known.customer_id])
        other = Beside(shop.pk, lambda: hold([Claim("email", "a@b.org")]))
        somebody_waits()
        Identity.objects.select_for_update(nowait=True).get(pk=known.pk)
    other.done()
    with in_workspace(shop.pk):
        assert Identity.objects.get(pk=known.pk).status == "verified"


def test_a_batch_whose_sender_became_another_lets_go_of_the_rest_before_it_waits_for_that_one(shop):
    with in_workspace(shop.pk):
        found = identify([Claim("email", f"{n}@b.org") for n in range(3)])
        one, two, three = sorted((known.customer for known in found.values()), key=lambda customer: customer.pk)
    claims = [Claim(*key) for key, known in found.items() if known.customer_id != one.pk]

    def has_the_first() -> None:
        locked([one.pk])
        somebody_waits()
        Customer.objects.select_for_update(nowait=True).get(pk=three.pk)

    with in_workspace(shop.pk):
        merge(into=one, source=two)
        rival = Beside(shop.pk, has_the_first)
        somebody_waits()
        batch = Beside(shop.pk, lambda: hold(claims))
        somebody_waits(2)
    rival.done()
    batch.done()


def test_who_looks_again_and_who_takes_the_refusal_back_do_not_wait_for_each_other(shop):
    with in_workspace(shop.pk):
        proposal = decided(False)
    with in_workspace(shop.pk):
        locked(sides(proposal))
        other = Beside(shop.pk, lambda: take_back(proposal=proposal))
        somebody_waits()
        reconsider_all(aparts=list(Apart.objects.all()))
    other.done()
    with in_workspace(shop.pk):
        assert Proposal.objects.get().decision == ""
        assert not Apart.objects.filter(lifted_at=None).exists()


def test_the_comparison_holds_whom_it_makes_one_before_it_asks_about_anybody(shop):
    with in_workspace(shop.pk):
        set_automatic(percent=95)
        one, other = person("Анна Петрова"), person("Анна Петрова")
        first = asked(one, other, 0.95, [["name_same", 3.0]])
    with in_workspace(shop.pk):
        locked([one.pk])
        beside = Beside(shop.pk, lambda: suggest([Alike(one.pk, other.pk, 0.99, [("name_same", 9.0)])], set()))
        somebody_waits()
        list(Proposal.objects.select_for_update(nowait=True).filter(pk=first.pk))
    beside.done()
