"""Rounds over a real base: who is asked about, who is left alone, who becomes one by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, decide, describe, enter, identify, merge, override, state, undo
from nitka.customers.actions.shared import sight
from nitka.customers.matching import run
from nitka.customers.matching.loop import PAUSE, due
from nitka.customers.matching.run import match
from nitka.customers.models import Customer, Identity, Link, Merge, Proposal, Status
from nitka.customers.rounds import Round
from nitka.customers.rules import DEFAULT
from nitka.customers.words import explained
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

ANNA = ("Анна Соколова", {"phone": "+79161234567", "email": "anna.sokolova@mail.ru"}, {"city": "Казань"})
ANYA = ("Аня Соколова", {"phone": "+79161234561", "email": "anna.sokolova@gmail.com"}, {"city": "Казань"})
LATIN = ("Sokolova Anna", {"phone": "+79161234569", "email": "anna.sokolova@bk.ru"}, {"city": "Казань"})
STRANGER = ("Борис Мельник", {"phone": "+79031112233", "email": "boris@bk.ru"}, {"city": "Тула"})


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


@pytest.fixture
def later():
    """The clock goes on by itself no more; `later()` is an hour on."""
    now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    clock.set(now)

    def go(by: timedelta = timedelta(hours=1)) -> None:
        nonlocal now
        now += by
        clock.set(now)

    yield go
    clock.set(None)


def person(name, contacts, attributes=None, *, status=Status.STATED) -> Customer:
    claims = [Claim(kind, value, name, status=status, how="import") for kind, value in contacts.items()]
    customer, _ = enter(claims=claims, name=name)
    if attributes:
        describe(customer=customer, attributes=attributes)
    return customer


def asked() -> list[frozenset]:
    return [frozenset((one.identity.customer_id, one.claimant.customer_id))
            for one in Proposal.objects.filter(decision="").select_related("identity", "claimant")]  # fmt: skip


def test_who_looks_alike_is_asked_about_with_reasons_and_a_probability(workspace):
    anna, anya = person(*ANNA), person(*ANYA)
    person(*STRANGER)
    done = match(workspace.id, whole=True)
    assert (done.read, done.compared, done.asked, done.merged) == (3, 2, 1, 0)
    made = Proposal.objects.get()
    assert asked() == [frozenset((anna.pk, anya.pk))]
    assert (made.why, made.rules) == ("computed", DEFAULT.version)
    assert 0.9 < made.probability < 1
    assert {"name_diminutive", "phone_digit", "email_user_same", "city_same"} <= {code for code, _ in made.reasons}
    assert made.identity.kind == made.claimant.kind in ("phone", "email")  # what says most


def test_the_same_round_again_asks_nobody_again(workspace):
    person(*ANNA), person(*ANYA)
    match(workspace.id, whole=True)
    before = Proposal.objects.values_list("pk", "probability", "reasons", "at").get()
    assert match(workspace.id, whole=True).asked == 0
    assert Proposal.objects.values_list("pk", "probability", "reasons", "at").get() == before


def test_nobody_is_asked_about_a_pair_that_was_refused_or_parted(workspace):
    anna, anya = person(*ANNA), person(*ANYA)
    match(workspace.id, whole=True)
    decide(proposal=Proposal.objects.get(), accept=False)
    assert match(workspace.id, whole=True).asked == 0
    undo(merge=merge(into=anna, source=anya))
    assert match(workspace.id, whole=True).asked == 0
    assert asked() == []


def test_a_pair_that_a_rule_asks_about_gets_a_probability_and_no_second_question(workspace):
    anna, anya = person(*ANNA), person(*ANYA)
    phone, mail = anna.identities.get(kind="phone"), anya.identities.get(kind="email")
    kept = Proposal.objects.create(identity_id=mail.pk, claimant_id=phone.pk, why="weaker", rules="1")
    assert match(workspace.id, whole=True).asked == 0
    again = Proposal.objects.get()
    assert (again.pk, again.why) == (kept.pk, "weaker")
    assert again.probability > 0.9
    assert again.reasons


def test_a_family_telephone_that_another_named_too_is_seen(workspace):
    anna, _ = enter(claims=[Claim("phone", "+79161234567", status=Status.STATED)], name="Анна Соколова")
    anya, _ = enter(claims=[Claim("email", "a.s@mail.ru", status=Status.STATED)], name="Аня Соколова")
    phone, mail = anna.identities.get(), anya.identities.get()
    sight([(phone, mail)], DEFAULT)
    match(workspace.id, whole=True)
    assert "phone_same" in {code for code, _ in Proposal.objects.get().reasons}


def test_contacts_in_quarantine_and_of_roles_are_no_evidence(workspace):
    person("Анна", {"email": "info@shop.ru"})
    person("Аня", {"email": "info@shop.com"})
    one = person("Пётр", {"phone": "+79161234567"})
    person("Петя", {"phone": "+79161234561"})
    Identity.objects.filter(customer_id=one.pk).update(quarantined=True)
    assert match(workspace.id, whole=True).asked == 0


def test_a_hundred_anonymous_browsers_cost_nothing(workspace):
    identify([Claim("visitor", f"bot{n}") for n in range(100)])
    done = match(workspace.id, whole=True)
    assert (done.read, done.compared, done.asked) == (0, 0, 0)


def test_a_later_round_looks_at_who_is_new_or_has_changed(workspace, later):
    person(*ANNA), person(*STRANGER)
    assert match(workspace.id, whole=False).asked == 0
    later()
    anya = person(*ANYA)
    later()
    assert match(workspace.id, whole=False).asked == 1
    later()
    Proposal.objects.all().delete()
    assert match(workspace.id, whole=False).asked == 0  # nobody is new
    describe(customer=anya, attributes={"birthday": "1987-05-04"})
    assert match(workspace.id, whole=False).asked == 1


def test_a_cycle_of_proposals_is_accepted_to_its_end_without_harm(workspace):
    people = [person(*ANNA), person(*ANYA), person(*LATIN)]
    match(workspace.id, whole=True)
    assert len(asked()) == 3
    done = [decide(proposal=one, accept=True) for one in Proposal.objects.order_by("pk")]
    assert [one is not None for one in done] == [True, True, False]
    assert len({one.customer_id for one in Identity.objects.all()}) == 1
    assert match(workspace.id, whole=True).asked == 0
    undo(merge=done[0])
    undo(merge=done[1])
    assert {one.customer_id for one in Identity.objects.all()} == {one.pk for one in people}
    assert Link.objects.filter(customer_id__in=[one.pk for one in people]).exists()


def sure(percent: int | None = 90) -> None:
    override(changes={"automatic": percent} if percent else {})


def test_nobody_becomes_one_by_themselves_unless_the_workspace_says_so(workspace):
    person(*ANNA), person(*ANYA)
    assert match(workspace.id, whole=True).merged == 0


def test_above_the_threshold_two_become_one_and_explain_themselves(workspace):
    person(*ANNA), person(*ANYA)
    sure()
    assert match(workspace.id, whole=True).merged == 1
    done = Merge.objects.get()
    assert (done.rule, done.member_id) == ("matched", None)
    proposal = Proposal.objects.get()
    assert (proposal.decision, proposal.decided_by_id) == ("accepted", None)
    said = explained([done])[done.pk]
    assert len(said) == 1 + len(proposal.reasons) + 2
    undo(merge=done)
    assert match(workspace.id, whole=True).merged == 0  # apart now


@pytest.mark.parametrize("against", ["birth", "phones", "logins", "name"])
def test_what_a_person_should_see_is_never_merged_by_itself(workspace, against):
    name, contacts, facts = ANYA
    proven = Status.VERIFIED if against == "phones" else Status.STATED
    one = person(*ANNA, status=proven)
    other = person("Ольга Соколова" if against == "name" else name, contacts, facts, status=proven)
    if against == "birth":
        describe(customer=one, attributes={"birthday": "1987-05-04"})
        describe(customer=other, attributes={"birthday": "1978-05-04"})
    if against == "logins":
        for n, customer in enumerate((one, other)):
            login = identify([Claim("user", f"u{n}")])[("user", f"u{n}")]
            merge(into=customer, source=login.customer)
    sure(1)
    assert match(workspace.id, whole=True).merged == 0


def test_who_only_names_anothers_address_in_a_chat_is_asked_about_and_never_merged(workspace):
    owner = identify([Claim("email", "anna.sokolova@mail.ru", "Анна Соколова")])["email", "anna.sokolova@mail.ru"]
    visitors = [identify([Claim("visitor", name, "Анна Соколова")])["visitor", name] for name in ("v", "w")]
    state(visitors[0], Claim("email", owner.value, status="stated"))
    state(visitors[1], Claim("email", "anna.sokolova@gmail.com", status="stated"))
    sure(1)
    done = match(workspace.id, whole=True)
    assert (done.asked > 0, done.merged) == (True, 0)
    assert len({one.customer_id for one in Identity.objects.all()}) == 3


def test_nobody_becomes_one_with_two_others_in_one_round(workspace):
    person(*ANNA), person(*ANYA)
    person(*LATIN)
    sure()
    assert match(workspace.id, whole=True).merged == 1
    assert match(workspace.id, whole=True).merged == 1
    assert len({one.customer_id for one in Identity.objects.all()}) == 1


def test_a_round_asks_only_so_much_and_the_next_one_asks_on(workspace, monkeypatch):
    person(*ANNA), person(*ANYA), person(*LATIN)
    monkeypatch.setattr(run, "MOST", 1)
    monkeypatch.setattr(run, "BATCH", 1)
    assert [match(workspace.id, whole=True).asked for _ in range(4)] == [1, 1, 1, 0]


def test_another_workspace_is_not_seen(workspace):
    person(*ANNA)
    other = accounts.workspace(name="Other")
    with in_workspace(other.id):
        person(*ANYA)
    assert match(workspace.id, whole=True).read == 1
    assert asked() == []


def test_a_round_is_due_first_at_once_then_when_somebody_is_new_and_whole_at_night(workspace, later):
    assert due(workspace) == ""
    person(*ANNA)
    assert due(workspace) == "whole"
    match(workspace.id, whole=True)
    later(PAUSE / 2)
    person(*ANYA)
    assert due(workspace) == ""
    later(PAUSE)
    assert due(workspace) == "new"
    match(workspace.id, whole=False)
    later(timedelta(hours=11, minutes=30))  # past two at night in Moscow, and no day since the whole base
    assert due(workspace) == ""
    later(timedelta(days=1))
    assert due(workspace) == "whole"
    assert Round.objects.count() == 2
