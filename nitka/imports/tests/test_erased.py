"""Somebody is erased while a file that names them is being loaded: nothing of them stays, and nobody comes back."""

from datetime import timedelta

import pytest

from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, enter
from nitka.customers.models import Customer, Identity
from nitka.imports import files
from nitka.imports.actions import chunks, run
from nitka.imports.models import State, Trace
from nitka.imports.tests.factories import again, table, tried, work
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.rights import running
from nitka.rights.actions import order_erasure, receive
from nitka.rights.models import Erasure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK", 3)
    workspace = accounts.workspace()
    accounts.member(workspace, role="owner")
    return workspace


@pytest.fixture
def later(monkeypatch):
    ahead, real = [timedelta(0)], clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + ahead[0])

    def on():
        ahead[0] += timedelta(minutes=61)

    return on


def erased(later):
    """What the worker does, until nothing is left of it."""
    with as_role("worker"):
        for _ in range(100):
            if not running.erase_once():
                later()


def test_an_erasure_ends_the_loading_of_a_file_that_names_them(shop, later):
    rows = [f"D-{n};Клиент {n};;c{n}@shop.example;Тула;{n}" for n in range(12)]
    with in_workspace(shop.pk):
        anna, _ = enter(claims=[Claim("email", "c10@shop.example")], name="Анна")
        by = Member.objects.get()
    made = tried(shop, table(*rows))
    with in_workspace(shop.pk):
        run(of=made)
    work(most=2)  # six rows are in, hers is not
    with in_workspace(shop.pk):
        request = receive(customer=anna, kind="erasure", way="letter", member=by)
        order_erasure(request=request, by=by, at_once=True)
    with as_role("worker"):
        running.erase_once()
    work()
    assert (again(made).state, again(made).reason, again(made).row) == (State.DONE, "erased", 6)
    erased(later)
    with in_workspace(shop.pk):
        assert set(Erasure.objects.values_list("stage", flat=True)) == {"done"}
        assert not Identity.objects.filter(value="c10@shop.example").exists()
        assert not Customer.objects.filter(name__in=["Анна", "Клиент 10"]).exists()
        assert Identity.objects.filter(value="c5@shop.example").exists()
        assert not any("c10" in str(one.before) for one in Trace.objects.all())
        assert not files.folder(made.pk).exists()
