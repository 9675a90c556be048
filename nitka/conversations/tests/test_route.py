import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.accounts.actions.settings import set_setting
from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import assign, close
from nitka.conversations.actions.route import Candidate, Choice, choose
from nitka.conversations.models import Assignment
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import came, thread_of
from nitka.customers.actions import Claim, enter, give_customers
from nitka.customers.queries import OWNERS_FIRST
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime.actions import beat

candidates = st.lists(
    st.builds(Candidate, st.uuids(), st.integers(0, 50)), max_size=8, unique_by=lambda candidate: candidate.member_id
)


@given(candidates, st.none() | st.uuids())
def test_somebody_present_gets_it_or_nobody_is(present, previous):
    choice = choose(present, previous)
    assert (choice.member_id is None) == (not present)
    assert choice.member_id in {None, *(candidate.member_id for candidate in present)}


@given(candidates.filter(bool), st.data())
def test_the_same_member_again_whatever_their_load(present, data):
    previous = data.draw(st.sampled_from(present)).member_id
    assert (choose(present, previous).member_id, choose(present, previous).reason) == (previous, "same_again")


@given(candidates.filter(bool))
def test_else_nobody_present_has_less_to_do(present):
    chosen = choose(present, None)
    load = {candidate.member_id: candidate.load for candidate in present}
    assert load[chosen.member_id] == min(load.values())
    assert chosen.reason == "least_loaded"


@given(candidates, st.none() | st.uuids(), st.randoms())
def test_the_choice_does_not_hang_on_the_order_of_asking(present, previous, random):
    shuffled = random.sample(present, len(present))
    assert choose(shuffled, previous) == choose(present, previous)


@given(candidates.filter(lambda some: len(some) > 1), st.integers(1, 40))
def test_loads_even_out(present, count):
    for candidate in present:
        candidate.load = 0
    for _ in range(count):
        chosen = choose(present, None).member_id
        next(candidate for candidate in present if candidate.member_id == chosen).load += 1
    loads = [candidate.load for candidate in present]
    assert max(loads) - min(loads) <= 1


@pytest.mark.django_db
def test_who_is_present_gets_what_comes_with_the_reason_kept():
    workspace = accounts.workspace()
    vera, oleg, watcher = (accounts.member(workspace, role=role) for role in ("agent", "agent", "observer"))
    with in_workspace(workspace.id):
        letters = mail(workspace)
        assert thread_of(came(letters)).assignee_id is None
        came(letters)
        assert [(row.member_id, row.reason) for row in Assignment.objects.all()] == [(None, "nobody_present")]
        for member in (vera, oleg, watcher):
            beat(member_id=member.pk)
        owners = [thread_of(came(letters, f"{n}@example.org")).assignee_id for n in range(4)]
        assert sorted(owners, key=str) == sorted([vera.pk, oleg.pk] * 2, key=str)
        assert set(Assignment.objects.values_list("reason", flat=True)) == {"nobody_present", "least_loaded"}


@pytest.mark.django_db
def test_a_customer_who_comes_again_meets_the_same_member():
    workspace = accounts.workspace()
    vera, oleg = accounts.member(workspace), accounts.member(workspace)
    with in_workspace(workspace.id):
        letters = mail(workspace)
        first = thread_of(came(letters))
        later = max(vera, oleg, key=lambda member: member.pk)  # of equals the choice would fall on the other
        assign(conversation=first, member=later, by=None)
        close(conversation=first, by=None)
        for member in (vera, oleg):
            beat(member_id=member.pk)
        again = thread_of(came(letters))
        assert (again.pk != first.pk, again.assignee_id) == (True, later.pk)
        reasons = Assignment.objects.filter(conversation_id=again.pk).values_list("reason", flat=True)
        assert set(reasons) == {"same_again", "returned"}


@given(candidates.filter(bool), st.none() | st.uuids(), st.data())
def test_the_owner_comes_before_who_had_it_last(present, previous, data):
    owner = data.draw(st.sampled_from(present)).member_id
    assert choose(present, previous, owner=owner) == Choice(owner, "owner")


@given(candidates, st.none() | st.uuids(), st.uuids())
def test_an_owner_who_is_not_there_changes_nothing(present, previous, owner):
    assert choose(present, previous, owner=owner) == choose(present, previous)


@pytest.mark.django_db
def test_an_owned_customer_goes_to_the_owner_where_the_workspace_says_so():
    workspace = accounts.workspace()
    vera, oleg = accounts.member(workspace), accounts.member(workspace)
    busier = max(vera, oleg, key=lambda member: member.pk)  # of equals the choice would fall on the other
    with in_workspace(workspace.id):
        letters = mail(workspace)
        owned = thread_of(came(letters, "anna@example.org"))
        give_customers(customers=[owned.identity.customer], to=busier, by=None)
        for member in (vera, oleg):
            beat(member_id=member.pk)
        close(conversation=owned, by=None)
        assert thread_of(came(letters, "anna@example.org")).assignee_id != busier.pk
        set_setting(workspace=workspace, name=OWNERS_FIRST, value=True)
        twin, _ = enter(claims=[Claim("email", "anna2@example.org")])
        give_customers(customers=[twin], to=busier, by=None)
        again = thread_of(came(letters, "anna2@example.org"))
        assert again.assignee_id == busier.pk
        reasons = Assignment.objects.filter(conversation_id=again.pk).values_list("reason", flat=True)
        assert list(reasons) == ["owner"]
