"""kill -9 of the worker at every step: what was committed is there once, what was not is done anew."""

import pytest

from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.customers.models import Customer, Evidence, Identity
from nitka.imports import people, reading
from nitka.imports.actions import begin, chunks, run, settle, steps, take_back, try_it
from nitka.imports.models import State, Trace
from nitka.imports.tests.factories import again, counted, killed, table, work
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 20


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 4)
    workspace = accounts.workspace()
    accounts.member(workspace)
    return workspace


def test_a_worker_that_is_killed_at_any_step_goes_on_where_it_was(shop):
    rows = table(*(f"D-{n};К {n};;c{n}@shop.example;Тула;{n}" for n in range(ROWS)), "D-x;Никто;;;;")
    with in_workspace(shop.pk):
        made = begin(by=Member.objects.get(), name="a.csv", pieces=[rows])
    killed(reading, "to_json", 7)
    assert again(made).state == State.READING
    work()
    with in_workspace(shop.pk):
        made.refresh_from_db()
        settle(of=made, mapping=made.mapping, keeps=True, source="till")
        try_it(of=made)
    killed(people, "names_of", 3)
    assert (again(made).state, again(made).row) == (State.TRYING, 8)
    work()
    assert counted(again(made)) == {"new": 21}
    with in_workspace(shop.pk):
        assert not Customer.objects.exists()
        run(of=made)
    killed(people, "traces", 3)
    assert again(made).row == 8
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 8
    work()
    assert (again(made).state, counted(again(made))) == (State.DONE, {"new": 21})
    with in_workspace(shop.pk):
        assert (Customer.objects.count(), Identity.objects.count(), Evidence.objects.count()) == (21, 21, 21)
        assert Trace.objects.count() == 21
        take_back(of=made)
    killed(steps, "unmake", 3)
    with in_workspace(shop.pk):
        assert Customer.objects.count() == 13
    work()
    assert (again(made).state, again(made).counts["gone"]) == (State.RETURNED, 21)
    with in_workspace(shop.pk):
        assert not Customer.objects.exists()
