"""Mixed traffic with merges and undos: then membership equals a slow full recount, and an obvious model in Python."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nitka.accounts.tests import factories as accounts
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.actions.nightly import round_
from nitka.segments.models import Recount, Segment
from nitka.segments.tests.factories import follow, refresh
from nitka.segments.tests.traffic import agrees, often_and_quiet, play

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
    | st.tuples(st.just("work"), WHO, WHO)
    | st.tuples(st.just("part"), WHO, WHO)
    | st.tuples(st.just("refresh"), WHO, WHO)
    | st.tuples(st.just("days"), st.integers(1, 20), WHO)
    | st.tuples(st.just("follow"), WHO, WHO)
)


@MANY
@given(st.lists(STEP, min_size=4, max_size=25))
def test_membership_equals_a_slow_recount_whatever_happened(steps):
    house = accounts.workspace()
    now = clock.now()
    with in_workspace(house.pk):
        often, quiet = often_and_quiet()
    follow()
    for number, (what, one, other) in enumerate(steps):
        if what == "days":
            now += timedelta(days=one)
        with clock.travel(now):
            if what == "follow":
                follow()
            elif what == "refresh":
                refresh()
            else:
                with in_workspace(house.pk):
                    play(what, one, other, str(number))
    with clock.travel(now):
        refresh()
        follow()
        with in_workspace(house.pk):
            agrees(often, quiet)
            round_()
        follow()
        with in_workspace(house.pk):
            found = Recount.objects.values_list("segment__name", "missing", "extra")
            assert [(name, missing, extra) for name, missing, extra in found if missing or extra] == []
            assert len(found) == Segment.objects.count()
