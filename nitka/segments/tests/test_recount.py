"""Mixed traffic with merges and undos: then membership equals a slow full recount, and an obvious model in Python."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import CannotMerge, Claim, describe, identify, merge, undo
from nitka.customers.models import Customer, Identity, Merge
from nitka.customers.queries import survivor
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Moment
from nitka.segments.actions.nightly import round_
from nitka.segments.models import Membership, Passage, Recount, Segment
from nitka.segments.tests.factories import follow, of, person, rub, tell

pytestmark = pytest.mark.django_db(transaction=True)
MANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
WHO = st.integers(0, 5)
STEP = (
    st.tuples(st.just("visit"), WHO, st.integers(0, 40))
    | st.tuples(st.just("order"), WHO, st.integers(0, 40))
    | st.tuples(st.just("city"), WHO, WHO)
    | st.tuples(st.just("merge"), WHO, WHO)
    | st.tuples(st.just("together"), WHO, WHO)
    | st.tuples(st.just("undo"), st.integers(0, 9), WHO)
    | st.tuples(st.just("days"), st.integers(1, 20), WHO)
    | st.tuples(st.just("follow"), WHO, WHO)
)
DAYS = 30


def play(step, number):
    what, one, other = step
    if what == "visit":
        tell(person(f"p{one}"), "visit", other)
    elif what == "order":
        tell(person(f"p{one}"), "order.placed", other, order=str(number), total=rub(1000))
    elif what == "city":
        describe(customer=survivor(person(f"p{one}").customer_id), attributes={"city": f"c{other % 2}"})
    elif what == "merge":
        with suppress(CannotMerge):
            merge(into=survivor(person(f"p{one}").customer_id), source=survivor(person(f"p{other}").customer_id))
    elif what == "together":
        also = Claim("phone", f"+7916123456{other}", status="verified")
        identify([Claim("email", f"p{one}@shop.example", f"p{one}", also=(also,))])
    elif what == "undo":
        done = list(Merge.objects.filter(undone_at=None).order_by("id"))
        if done:
            undo(merge=done[one % len(done)])


@MANY
@given(st.lists(STEP, min_size=4, max_size=25))
def test_membership_equals_a_slow_recount_whatever_happened(steps):
    house = accounts.workspace()
    now = clock.now()
    with in_workspace(house.pk):
        often = of("Часто", {"is": "moment", "kinds": ["visit"], "at_least": 2, "days": DAYS})
        quiet = of("Тихо", {"is": "moment", "kinds": ["visit"], "at_most": 0, "days": DAYS})
        of("Город", {"is": "attribute", "key": "city", "value": "c1"})
        of("Деньги", {"is": "money", "at_least": 2000, "currency": "RUB", "days": DAYS})
        of("Давно", {"is": "field", "key": "last", "op": "not_within", "days": 10})
        of("Сложно", {"any": [{"is": "segment", "segment": str(often.pk)}, {"is": "contact", "kind": "phone"}]},
           {"is": "segment", "segment": str(quiet.pk), "in": False})  # fmt: skip
    follow()
    for number, step in enumerate(steps):
        if step[0] == "days":
            now += timedelta(days=step[1])
        with clock.travel(now):
            if step[0] == "follow":
                follow()
            else:
                with in_workspace(house.pk):
                    play(step, number)
    with clock.travel(now):
        follow()
        with in_workspace(house.pk):
            assert _inside(often) == _model(now, lambda n: n >= 2)
            assert _inside(quiet) == _model(now, lambda n: n == 0)
            assert all(one.size == len(_inside(one)) == _by_history(one) for one in Segment.objects.all())
            round_()
        follow()
        with in_workspace(house.pk):
            found = Recount.objects.values_list("segment__name", "missing", "extra")
            assert [(name, missing, extra) for name, missing, extra in found if missing or extra] == []
            assert len(found) == Segment.objects.count()


def _inside(segment):
    return set(Membership.objects.filter(segment_id=segment.pk).values_list("customer_id", flat=True))


def _by_history(segment):
    """Who entered and did not leave."""
    told = Passage.objects.filter(segment_id=segment.pk).order_by("id").values_list("customer_id", "entered")
    return sum(dict(told).values())


def _model(now, holds):
    """Every customer, counted in Python."""
    owner = dict(Identity.objects.values_list("pk", "customer_id"))
    counts = defaultdict(int)
    for key, at in Moment.objects.filter(kind="visit").values_list("identity_id", "at"):
        counts[owner[key]] += now - timedelta(days=DAYS) < at <= now
    everybody = Customer.objects.filter(merged_into_id=None).values_list("pk", flat=True)
    return {key for key in everybody if holds(counts[key])}
