import pytest

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, call, decide, identify, lock, merge, state, undo
from nitka.customers.actions.merge import CannotMerge
from nitka.customers.models import Customer, Identity, Link, Merge, Proposal
from nitka.customers.queries import survivor
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def person(name: str) -> Customer:
    claim = Claim("email", f"{name}@example.org", name)
    return identify([claim])[claim.key].customer


def owner(name: str) -> str:
    """Whose an address is now, called by the address they were first seen with."""
    customer = Identity.objects.get(value=f"{name}@example.org").customer_id
    first = Link.objects.filter(customer_id=customer, merge_id=None).order_by("at", "id")[0]
    return first.identity.value.partition("@")[0]


def owners(*names: str) -> list[str]:
    return [owner(name) for name in names]


def test_identities_go_to_the_survivor_and_back():
    anna, annette = person("anna"), person("annette")
    done = merge(into=anna, source=annette)
    assert owners("anna", "annette") == ["anna", "anna"]
    assert survivor(annette.pk) == anna
    undo(merge=done)
    assert owners("anna", "annette") == ["anna", "annette"]
    assert survivor(annette.pk) == annette


def test_an_identity_that_came_after_the_merge_stays_with_the_survivor():
    anna, annette = person("anna"), person("annette")
    done = merge(into=anna, source=annette)
    state(Identity.objects.get(value="anna@example.org"), Claim("phone", "+79123456789"))
    undo(merge=done)
    assert Identity.objects.get(kind="phone").customer_id == anna.pk


def test_undoing_an_inner_merge_takes_its_customer_out_of_the_whole_chain():
    a, b, c = person("a"), person("b"), person("c")
    inner = merge(into=b, source=a)
    merge(into=c, source=b)
    assert owners("a", "b", "c") == ["c", "c", "c"]
    undo(merge=inner)
    assert owners("a", "b", "c") == ["a", "c", "c"]
    assert survivor(a.pk) == a


def test_undoing_an_outer_merge_keeps_the_inner_one():
    a, b, c = person("a"), person("b"), person("c")
    merge(into=b, source=a)
    outer = merge(into=c, source=b)
    undo(merge=outer)
    assert owners("a", "b", "c") == ["b", "b", "c"]
    assert survivor(a.pk) == b


def test_merges_undone_in_any_order_end_where_they_began():
    a, b, c = person("a"), person("b"), person("c")
    first, second = merge(into=b, source=a), merge(into=c, source=b)
    undo(merge=first)
    undo(merge=second)
    assert owners("a", "b", "c") == ["a", "b", "c"]


def test_an_undoing_twice_happens_once_and_the_journal_only_grows():
    anna, annette = person("anna"), person("annette")
    done = merge(into=anna, source=annette)
    undo(merge=done)
    lines = Link.objects.count()
    undo(merge=done)
    assert Link.objects.count() == lines
    journal = Link.objects.filter(identity__value="annette@example.org").order_by("id")
    assert [link.rule for link in journal] == ["first seen", "merge", "undo"]


def test_two_undone_may_be_merged_again_by_a_person_either_way():
    anna, annette = person("anna"), person("annette")
    undo(merge=merge(into=anna, source=annette))
    merge(into=annette, source=anna)
    assert owners("anna", "annette") == ["annette", "annette"]


def test_a_merged_customer_cannot_be_merged_once_more():
    a, b, c = person("a"), person("b"), person("c")
    merge(into=b, source=a)
    for into, source in ((c, a), (a, c), (b, b)):
        with pytest.raises(CannotMerge):
            merge(into=into, source=source)
    assert Merge.objects.count() == 1


def test_a_survivor_without_a_name_takes_the_others():
    visitor = identify([Claim("visitor", "s1")])[("visitor", "s1")].customer
    merge(into=visitor, source=person("anna"))
    assert survivor(visitor.pk).name == "anna"


def proposal() -> Proposal:
    person("anna")
    visitor = identify([Claim("visitor", "s1")])[("visitor", "s1")]
    joined, proposed = state(visitor, Claim("email", "anna@example.org"))
    assert joined is None
    return proposed


def test_an_accepted_proposal_makes_one_of_two():
    made = proposal()
    assert decide(proposal=made, accept=True) is not None
    assert Identity.objects.get(kind="visitor").customer.name == "anna"
    assert decide(proposal=made, accept=True) is None


def test_a_refused_proposal_leaves_two():
    made = proposal()
    assert decide(proposal=made, accept=False) is None
    assert decide(proposal=made, accept=True) is None
    assert Customer.objects.filter(merged_into_id=None).count() == 2


def nameless(key: str) -> Customer:
    claim = Claim("visitor", key)
    return identify([claim])[claim.key].customer


def names(*customers: Customer) -> list[str]:
    return [Customer.objects.get(pk=one.pk).name for one in customers]


def test_a_name_that_came_by_a_merge_goes_back_with_it():
    visitor, anna = nameless("s1"), person("anna")
    done = merge(into=visitor, source=anna)
    assert names(visitor) == ["anna"]
    undo(merge=done)
    assert names(visitor, anna) == ["", "anna"]


def test_a_name_that_was_given_since_stays():
    visitor, anna = nameless("s1"), person("anna")
    done = merge(into=visitor, source=anna)
    call(customer=visitor, name="Anna Ivanova")
    undo(merge=done)
    assert names(visitor, anna) == ["Anna Ivanova", "anna"]


def test_undoing_an_inner_merge_takes_the_name_back_from_the_whole_chain():
    top, middle, anna, boris = nameless("s1"), nameless("s2"), person("anna"), person("boris")
    inner = merge(into=middle, source=anna)
    merge(into=top, source=middle)
    assert names(top, middle) == ["anna", "anna"]
    undo(merge=inner)
    assert names(top, anna) == ["", "anna"]
    merge(into=top, source=boris)
    assert names(top) == ["boris"]


def test_after_an_undoing_the_next_one_lends_the_name():
    visitor, anna, boris = nameless("s1"), person("anna"), person("boris")
    first = merge(into=visitor, source=anna)
    merge(into=visitor, source=boris)
    undo(merge=first)
    assert names(visitor, anna, boris) == ["boris", "anna", "boris"]


def test_whoever_was_merged_or_parted_since_they_were_read_is_asked_anew():
    anna, annette = person("anna"), person("annette")
    before = list(Identity.objects.select_related("customer"))
    assert not lock(before)
    done = merge(into=anna, source=annette)
    assert lock(before)
    joined = list(Identity.objects.select_related("customer"))
    assert not lock(joined)
    undo(merge=done)
    assert lock(joined)
