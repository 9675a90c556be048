"""The journal and its projections against a slow, obvious model that plays everything from the beginning."""

from collections import defaultdict
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import CannotMerge, Claim, call, identify, merge, state, undo, undo_all
from nitka.customers.models import Apart, Customer, Identity, Link, Merge, Value
from nitka.customers.survivors import Said, choose
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

MANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PEOPLE = [Claim("user", "1"), Claim("user", "2"), Claim("email", "a@b.org", "Анна"),
          Claim("email", "b@b.org", "Fyyf Bdfyjdf"), Claim("phone", "+79161234567"), Claim("visitor", "v"),
          Claim("visitor", "w", "Boris"),
          Claim("device", "till")]  # fmt: skip
WHO = st.sampled_from(range(len(PEOPLE)))
PAIRS = st.tuples(WHO, WHO)
PERSON = (
    st.tuples(st.just("merge"), PAIRS) | st.tuples(st.just("state"), PAIRS) | st.tuples(st.just("name"), PAIRS)
)  # fmt: skip
ANY = (
    PERSON
    | st.tuples(st.just("together"), PAIRS)
    | st.tuples(st.just("undo"), st.tuples(st.integers(0, 9), WHO))
    | st.tuples(st.just("undo_many"), st.tuples(st.integers(1, 5), WHO))
)


def identity(number: int) -> Identity:
    claim = PEOPLE[number]
    return identify([claim])[claim.key]


def play(step: tuple[str, tuple[int, int]]) -> Merge | None:
    what, (one, other) = step
    if what == "together":
        claim = PEOPLE[one]
        identify([Claim(claim.kind, claim.value, claim.name, also=(PEOPLE[other],))])
    elif what == "state":
        state(identity(one), Claim(PEOPLE[other].kind, PEOPLE[other].value, status="stated"))
    elif what == "name":
        call(customer=identity(one).customer, name=f"Имя {other}")
    elif what == "undo":
        done = list(Merge.objects.order_by("id"))
        if done:
            undo(merge=done[one % len(done)])
    elif what == "undo_many":
        undo_all(merges=list(Merge.objects.order_by("id"))[other % 3 :: one])
    else:
        with suppress(CannotMerge):
            return merge(into=identity(one).customer, source=identity(other).customer)
    return None


class Model:
    """Whose everything is, from the rows that are never changed and from which merges hold."""

    def __init__(self) -> None:
        self.above = {done.source_id: done.into_id for done in Merge.objects.filter(undone_at=None)}
        self.lines: dict = {}
        for line in Link.objects.filter(merge_id=None).order_by("at", "id"):
            self.lines[line.identity_id] = line

    def now(self, customer):
        while customer in self.above:
            customer = self.above[customer]
        return customer

    def owner(self, key):
        line = self.lines[key]
        return self.owner(line.by_id) if line.by_id else self.now(line.customer_id)

    def name(self, customer) -> str:
        said = [
            Said(v.pk, v.field, v.text, v.status, v.how, v.at, v.identity_id)
            for v in Value.objects.filter(field="name")
            if self.owner(v.identity_id) == customer
        ]
        chosen = choose(said)
        return chosen.text if chosen else ""


def compare() -> None:
    model = Model()
    for one in Identity.objects.select_related("customer"):
        assert one.customer_id == model.owner(one.pk)
        assert one.customer.merged_into_id is None
        assert one.customer.name == model.name(one.customer_id)
    for one in Customer.objects.all():
        assert one.merged_into_id == model.above.get(one.pk)
    for edge in Apart.objects.all():
        assert (edge.one_now_id, edge.other_now_id) == (model.now(edge.one_id), model.now(edge.other_id))
        if edge.lifted_at is None:
            assert edge.one_now_id != edge.other_now_id


def picture() -> dict:
    """Who belongs together and what they are called, without ids."""
    found = defaultdict(set)
    for one in Identity.objects.select_related("customer"):
        found[one.customer_id, one.customer.name].add((one.kind, one.value if one.kind != "account" else ""))
    return sorted((name, sorted(of)) for (_, name), of in found.items())


@MANY
@given(st.lists(ANY, min_size=2, max_size=10))
@example([("together", (2, 3))])
def test_whatever_happens_the_projection_is_what_the_journal_says(steps):
    with in_workspace(accounts.workspace().id):
        for step in steps:
            play(step)
            compare()


@MANY
@given(st.lists(PERSON, max_size=6), PAIRS)
def test_an_undone_merge_leaves_both_as_if_it_had_never_been(before, pair):
    """What came since by an identity of either goes with that identity.."""
    with in_workspace(accounts.workspace().id):
        for step in before:
            play(step)
        one, other = identity(pair[0]).customer, identity(pair[1]).customer
        if one.pk == other.pk:
            return
        done = merge(into=one, source=other)
        fresh = identity(pair[1])
        state(fresh, Claim("phone", "+74951112233", status="stated"))
        undo(merge=done)
        compare()
        with_it = picture()
    with in_workspace(accounts.workspace().id):
        for step in before:
            play(step)
        identity(pair[0])
        state(identity(pair[1]), Claim("phone", "+74951112233", status="stated"))
        assert picture() == with_it


def test_a_customer_merged_forty_times_comes_back_from_any_place_of_the_chain():
    with in_workspace(accounts.workspace().id):
        claims = [Claim("email", f"{n}@b.org") for n in range(41)]
        people = [found.customer for found in identify(claims).values()]
        done = [merge(into=after, source=before) for before, after in pairwise(people)]
        compare()
        assert Customer.objects.filter(merged_into_id=None).count() == 1
        for n in (20, 0, 39, 20):
            undo(merge=done[n])
            compare()
        assert Customer.objects.filter(merged_into_id=None).count() == 4


def test_a_cycle_cannot_be_made():
    with in_workspace(accounts.workspace().id):
        one, two, three = (identity(n).customer for n in (0, 2, 4))
        merge(into=two, source=one)
        merge(into=three, source=two)
        for into, source in ((one, three), (two, three), (one, two)):
            with pytest.raises(CannotMerge):
                merge(into=into, source=source)
        compare()
