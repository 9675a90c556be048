"""Several at once on a real server: the journal stays consistent whoever comes first."""

from contextlib import suppress
from itertools import pairwise

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import (
    CannotMerge,
    Claim,
    decide,
    identify,
    merge,
    reconsider_all,
    take_back,
    undo,
    undo_all,
)
from nitka.customers.models import Apart, Customer, Identity, Merge, Proposal, Quarantine
from nitka.customers.tests.pairs import asked
from nitka.customers.tests.test_identify import in_threads
from nitka.customers.tests.test_replay import compare
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    return accounts.workspace()


def people(count: int) -> list[Customer]:
    claims = [Claim("email", f"{n}@b.org") for n in range(count)]
    return [found.customer for found in identify(claims).values()]


def test_the_same_two_are_merged_once_whoever_comes_first(workspace):
    with in_workspace(workspace.id):
        one, other = people(2)
    refused = []

    def work(n: int) -> None:
        into, source = (one, other) if n % 2 else (other, one)
        with in_workspace(workspace.id):
            try:
                merge(into=into, source=source)
            except CannotMerge:
                refused.append(n)

    assert in_threads(4, work) == []
    assert len(refused) == 3
    with in_workspace(workspace.id):
        assert Merge.objects.count() == 1
        compare()


def test_merges_and_their_undoing_at_once_leave_what_the_journal_says(workspace):
    with in_workspace(workspace.id):
        crowd = people(8)
        done = [merge(into=after, source=before) for before, after in pairwise(crowd[:5])]

    def work(n: int) -> None:
        with suppress(CannotMerge), in_workspace(workspace.id):
            if n < len(done):
                undo(merge=done[n])
            else:
                merge(into=crowd[5 + n % 3], source=crowd[4 if n % 2 else n % 5])

    assert in_threads(7, work) == []
    with in_workspace(workspace.id):
        assert Merge.objects.filter(undone_at=None).exists()
        compare()


def test_undoing_the_same_merge_at_once_happens_once(workspace):
    with in_workspace(workspace.id):
        one, other = people(2)
        done = merge(into=one, source=other)

    def work(n: int) -> None:
        with in_workspace(workspace.id):
            undo(merge=done)

    assert in_threads(4, work) == []
    with in_workspace(workspace.id):
        assert Identity.objects.get(value="1@b.org").links.filter(rule="undo").count() == 1
        compare()


def test_groups_that_name_the_same_people_at_once_make_the_same_of_them(workspace):
    browsers = [Claim("visitor", f"v{n}") for n in range(6)]
    logins = [Claim("user", f"u{n}", how="login") for n in range(6)]
    with in_workspace(workspace.id):
        identify([*browsers, *logins[:3]])
    groups = [Claim(one.kind, one.value, also=(two,)) for one, two in zip(browsers, logins, strict=True)]

    def work(n: int) -> None:
        with in_workspace(workspace.id):
            identify(groups if n % 2 else groups[::-1])

    assert in_threads(4, work) == []
    with in_workspace(workspace.id):
        assert Customer.objects.filter(merged_into_id=None).count() == 6
        compare()


def test_a_storm_on_one_telephone_shuts_it_in_and_makes_nobody_one(workspace):
    shared = Claim("phone", "+74951234567", how="code")

    def work(n: int) -> None:
        with in_workspace(workspace.id):
            identify([Claim("email", f"{n}-{m}@b.org", also=(shared,)) for m in range(20)])

    assert in_threads(4, work) == []
    with in_workspace(workspace.id):
        assert Quarantine.objects.exists()
        owners = Identity.objects.filter(kind="email").values_list("customer_id", flat=True)
        assert len(set(owners)) == 80
        compare()


def test_decisions_taken_back_and_looked_at_again_at_once_never_wait_for_each_other(workspace):
    with in_workspace(workspace.id):
        crowd = people(6)
        made = [asked(one, other) for one, other in [*pairwise(crowd), (crowd[5], crowd[0])]]

    def work(n: int) -> None:
        for turn, proposal in enumerate(made * 2):
            with suppress(CannotMerge), in_workspace(workspace.id):
                step(n + turn, proposal)

    def step(turn: int, proposal: Proposal) -> None:
        match turn % 5:
            case 0 | 1:
                decide(proposal=proposal, accept=turn % 5 == 0)
            case 2:
                take_back(proposal=proposal)
            case 3:
                undo_all(merges=list(Merge.objects.order_by("-at")[:3]))
            case _:
                reconsider_all(aparts=list(Apart.objects.filter(lifted_at=None).order_by("id")[:2]))

    assert in_threads(4, work) == []
    with in_workspace(workspace.id):
        compare()
        for proposal in Proposal.objects.filter(decision="accepted"):
            assert Merge.objects.filter(one_id=proposal.identity_id, other_id=proposal.claimant_id).exists()
