from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    CannotAsk,
    Claim,
    answer_confirmation,
    ask_to_confirm,
    identify,
    state,
    try_code,
    who_was_asked,
)
from nitka.customers.confirming import TRIES, Confirmation
from nitka.customers.models import Apart, Evidence, Identity, Proposal
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
ANNA = Claim("email", "anna@b.org", "Анна", status="stated", how="stated")


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def visitor(name: str = "v") -> Identity:
    return identify([Claim("visitor", name)])["visitor", name]


def stated(by: Identity) -> Identity:
    state(by, ANNA)
    return Identity.objects.get(kind="email")


def asked(identity: Identity, by: Identity) -> Confirmation:
    return ask_to_confirm(identity=identity, claimant=by)


def test_a_code_proves_an_address_that_was_only_stated():
    who = visitor()
    question = asked(stated(who), who)
    assert try_code(claimant_id=who.pk, code=question.code).pk == question.pk
    address = Identity.objects.get(kind="email")
    assert (address.status, address.customer_id) == ("verified", who.customer_id)
    assert Evidence.objects.filter(identity_id=address.pk, how="code", status="verified").count() == 1
    assert who_was_asked([who.pk]) == set()


def test_a_visitor_joins_the_owner_of_the_address_only_once_it_is_proven():
    owner = identify([Claim("email", "anna@b.org", "Анна")])["email", "anna@b.org"]
    who = visitor()
    address = stated(who)
    assert visitor().customer_id != owner.customer_id
    assert Proposal.objects.filter(decision="").count() == 1
    assert answer_confirmation(confirmation=asked(address, who), yes=True, how="link")
    assert visitor().customer_id == Identity.objects.get(kind="email").customer_id
    assert Proposal.objects.get().decision == "accepted"


def test_who_was_not_asked_for_keeps_the_two_apart():
    identify([Claim("email", "anna@b.org", "Анна")])
    who = visitor()
    answer_confirmation(confirmation=asked(stated(who), who), yes=False, how="link")
    assert visitor().customer_id != Identity.objects.get(kind="email").customer_id
    assert Proposal.objects.get().decision == "refused"
    assert Apart.objects.filter(lifted_at=None).count() == 1


def test_a_wrong_code_costs_a_try_and_after_five_the_right_one_is_no_use():
    who = visitor()
    question = asked(stated(who), who)
    wrong = f"{(int(question.code) + 1) % 1_000_000:06d}"
    for _ in range(TRIES):
        assert try_code(claimant_id=who.pk, code=wrong) is None
    assert try_code(claimant_id=who.pk, code=question.code) is None
    assert Identity.objects.get(kind="email").status == "stated"


def test_the_code_of_another_visitor_proves_nothing():
    who, other = visitor(), visitor("w")
    question = asked(stated(who), who)
    assert try_code(claimant_id=other.pk, code=question.code) is None
    assert Identity.objects.get(kind="email").status == "stated"


def test_it_is_answered_once_and_not_after_a_day(monkeypatch):
    who = visitor()
    question = asked(stated(who), who)
    assert answer_confirmation(confirmation=question, yes=True, how="link")
    assert not answer_confirmation(confirmation=question, yes=False, how="link")
    late = Confirmation.objects.create(identity_id=question.identity_id, claimant_id=who.pk)
    Confirmation.objects.filter(pk=late.pk).update(asked_at=clock.now() - timedelta(hours=25))
    assert not answer_confirmation(confirmation=late, yes=True, how="link")


def test_nobody_is_asked_twice_in_a_moment_nor_five_times_a_day():
    who = visitor()
    address = stated(who)
    for n in range(4):
        asked(address, who)
        with pytest.raises(CannotAsk, match="soon"):
            asked(address, who)
        Confirmation.objects.update(asked_at=clock.now() - timedelta(minutes=3 + n))
    with pytest.raises(CannotAsk, match="often"):
        asked(address, who)
    Confirmation.objects.update(asked_at=clock.now() - timedelta(days=2))
    answer_confirmation(confirmation=asked(address, who), yes=True, how="link")
    with pytest.raises(CannotAsk, match="proven"):
        asked(Identity.objects.get(kind="email"), visitor())


def test_codes_differ_and_only_our_links_are_read():
    who = visitor()
    one = asked(stated(who), who)
    two = Confirmation.objects.create(identity_id=one.identity_id, claimant_id=who.pk)
    assert one.code != two.code
    assert len(one.code) == 6
    assert Confirmation.read_token(one.token) == (one.workspace_id, one.pk)
    assert Confirmation.read_token(one.token[:-1] + ("A" if one.token[-1] != "A" else "B")) is None
    assert Confirmation.read_token("") is None
