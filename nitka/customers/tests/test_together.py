import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, decide, identify, merge, release, state, undo
from nitka.customers.models import Customer, Evidence, Identity, Link, Merge, Proposal, Quarantine, RuleSet
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def claim(name: str, *also: str, status: str = "verified") -> Claim:
    """`email:anna also phone:+7…`; a question mark: only stated."""
    kind, _, value = name.partition(":")
    sure = "stated" if value.endswith("?") else status
    others = tuple(claim(one) for one in also)
    return Claim(kind, value.rstrip("?"), status=sure, how="code" if sure == "verified" else "stated", also=others)


def seen(name: str, *also: str):
    return identify([claim(name, *also)])


def customer(name: str):
    kind, _, value = name.partition(":")
    return Identity.objects.get(kind=kind, value=value).customer_id


def one(*names: str) -> bool:
    return len({customer(name) for name in names}) == 1


PHONE = "phone:+79161234567"


def test_what_nobody_knew_becomes_one_customer():
    found = seen("visitor:v", "user:1", "email:a@b.org")
    assert len({identity.customer_id for identity in found.values()}) == 1
    assert one("visitor:v", "user:1", "email:a@b.org")
    assert Customer.objects.count() == 1
    assert Merge.objects.count() == 0
    assert Evidence.objects.count() == 3


def test_a_new_one_joins_a_known_one_and_leaves_no_trace_of_a_second_customer():
    seen("visitor:v")
    found = seen("visitor:v", PHONE)
    assert found[("phone", "+79161234567")].customer_id == customer("visitor:v") == customer(PHONE)
    assert Customer.objects.count() == 1
    line = Link.objects.get(identity__kind="phone")
    assert (line.rule, line.by_id) == ("together", Identity.objects.get(kind="visitor").pk)


def test_two_known_and_proven_become_one_and_the_journal_says_why():
    seen("visitor:v")
    seen("user:1", "email:a@b.org")
    found = seen("visitor:v", "user:1")
    assert one("visitor:v", "user:1", "email:a@b.org")
    assert found[("visitor", "v")].customer_id == customer("user:1")
    done = Merge.objects.get()
    assert (done.rule, done.rules, done.member_id) == ("together", "1", None)
    assert {done.one_id, done.other_id} == set(Identity.objects.exclude(kind="email").values_list("pk", flat=True))
    assert done.into_id == customer("user:1")  # who has a login stays


def test_an_address_that_is_only_stated_opens_nobodys_history():
    seen("email:a@b.org")
    seen("visitor:v", "email:a@b.org?")
    assert not one("visitor:v", "email:a@b.org")
    assert Proposal.objects.get().why == "unproven"
    assert Merge.objects.count() == 0


def test_who_proves_an_address_does_not_get_the_history_of_who_stated_it():
    seen("visitor:liar", PHONE + "?")
    assert one("visitor:liar", PHONE)
    seen("visitor:owner", PHONE)
    assert not one("visitor:owner", PHONE)
    assert Identity.objects.get(kind="phone").status == "stated"
    assert Proposal.objects.get().why == "unproven"


def test_what_is_nobodys_is_left_out():
    found = seen("visitor:v", "user:null", "email:noreply@b.org")
    assert set(found) == {("visitor", "v")}
    seen("email:info@b.org", PHONE)
    assert not one("email:info@b.org", PHONE)


def test_a_family_phone_makes_nobody_one_and_is_shut_in():
    for n in range(6):
        seen(f"email:{n}@b.org")
        seen(f"email:{n}@b.org", PHONE)
    assert len({customer(f"email:{n}@b.org") for n in range(6)}) == 6
    quarantine = Quarantine.objects.get()
    assert quarantine.identity == Identity.objects.get(kind="phone")
    assert quarantine.seen == 4
    assert Proposal.objects.count() == 2  # the third and later ones are not even asked about
    assert Merge.objects.count() == 0
    seen("visitor:v", PHONE)
    assert not one("visitor:v", PHONE)
    release(quarantines=[quarantine])
    seen("visitor:w", PHONE)
    assert one("visitor:w", PHONE)


def test_a_quarantine_in_the_middle_of_a_batch_holds_for_the_rest_of_it():
    identify([claim(f"email:{n}@b.org", PHONE) for n in range(50)])
    assert Quarantine.objects.count() == 1
    assert len({customer(f"email:{n}@b.org") for n in range(50)}) == 50
    assert Proposal.objects.count() <= 3


def test_a_shared_tablet_does_not_make_one_of_two_logins():
    seen("device:till", "user:1")
    seen("device:till", "user:2")
    seen("user:3")
    seen("device:till", "user:3")
    assert len({customer(f"user:{n}") for n in (1, 2, 3)}) == 3
    assert Proposal.objects.count() == 0


def test_a_bot_with_very_many_anonymous_ids_is_not_all_one_customers():
    identify([claim("user:bot", f"visitor:v{n}") for n in range(80)])
    assert Identity.objects.filter(customer_id=customer("user:bot"), kind="visitor").count() == 50
    assert Customer.objects.count() == 31


def test_no_rule_crosses_what_a_person_took_apart():
    seen("visitor:v")
    seen("user:1")
    seen("visitor:v", "user:1")
    undo(merge=Merge.objects.get())
    assert not one("visitor:v", "user:1")
    seen("visitor:v", "user:1")
    assert not one("visitor:v", "user:1")
    merge(into=Customer(pk=customer("user:1")), source=Customer(pk=customer("visitor:v")))
    assert one("visitor:v", "user:1")


def test_what_is_apart_stays_apart_however_far_the_two_are_merged_on():
    for name in ("visitor:v", "user:1", "email:a@b.org", PHONE):
        seen(name)
    seen("visitor:v", "user:1")
    undo(merge=Merge.objects.get())
    seen("visitor:v", "email:a@b.org")
    seen("user:1", PHONE)
    seen("email:a@b.org", PHONE)
    assert not one("email:a@b.org", PHONE)


def test_a_refused_proposal_keeps_the_rules_out_too():
    seen("email:a@b.org")
    seen("visitor:v", "email:a@b.org?")
    decide(proposal=Proposal.objects.get(), accept=False)
    seen("visitor:v", "email:a@b.org")
    assert not one("visitor:v", "email:a@b.org")


def test_a_batch_ends_as_its_groups_would_one_by_one():
    groups = [("visitor:a", "user:1"), ("user:1", PHONE), ("visitor:b",), ("visitor:b", PHONE)]
    groups += [("email:x@b.org", "visitor:a")]
    identify([claim(*group) for group in groups])
    assert one("visitor:a", "user:1", PHONE, "visitor:b", "email:x@b.org")
    assert Customer.objects.filter(merged_into_id=None).count() == 1


def test_groups_cost_the_same_whatever_their_number():
    def statements(mark: str, count: int) -> int:
        identify([claim(f"visitor:{mark}{n}") for n in range(count)])
        identify([claim(f"user:{mark}{n}") for n in range(count)])
        shared = f"phone:+7916{mark:0>7}"
        groups = [claim(f"visitor:{mark}{n}", f"user:{mark}{n}", f"device:{mark}{n}") for n in range(count)]
        groups += [claim(f"email:{mark}{n}@b.org", shared) for n in range(6)]
        with CaptureQueriesContext(connection) as captured:
            identify(groups)
        return len(captured)

    assert statements("1", 40) <= statements("2", 2) <= 47


def test_the_rules_of_a_workspace_are_its_own():
    RuleSet.objects.create(number=1, changes={"kinds": {"phone": {"joins": False}}})
    seen("visitor:v")
    seen(PHONE)
    seen("visitor:v", PHONE)
    assert Proposal.objects.get().why == "weak"
    assert Proposal.objects.get().rules == "1.1"


def test_an_address_that_many_state_is_no_longer_asked_about():
    seen("email:a@b.org")
    for n in range(8):
        seen(f"visitor:{n}")
        state(Identity.objects.get(kind="visitor", value=str(n)), Claim("email", "a@b.org", status="stated"))
    assert Quarantine.objects.count() == 1
    assert Proposal.objects.count() == 2
