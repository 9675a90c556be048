"""kill -9 of the worker at every step: what was committed is there once, what was not is done anew."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Conversation, Message
from nitka.customers.models import Customer
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests import killing
from nitka.moments.models import Moment
from nitka.moving import fetching, steps, writing
from nitka.moving.actions import hold
from nitka.moving.steps import LEASE
from nitka.moving.tests.factories import again, begun, ordered, work
from nitka.moving.tests.played_chatwoot import Chatwoot
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, role=Role.OWNER)
    return workspace


killed = partial(killing.killed, work)


def test_a_worker_that_is_killed_at_any_step_goes_on_where_it_was(shop):
    began = clock.now()
    with served(Chatwoot(contacts=20, talks=4)) as there, clock.travel(began):
        there.attach(3, 0, "/files/a.png")
        made = begun(shop, "chatwoot", **there.given())
        ordered(shop, made)
        for n, (where, name, nth) in enumerate([
            (writing, "hold", 2),  # the second page of customers
            (steps, "fetch", 3),  # asked, not yet written
            (writing, "restore", 1),
            (fetching, "sniff", 1),  # a file was fetched
            (writing, "_remember", 2),  # conversations are written, the transaction is open
        ], 1):  # fmt: skip
            killed(where, name, nth)
            clock.set(began + n * (LEASE + timedelta(seconds=1)))
        work()
    assert (again(made).state, again(made).counts["conversations"]) == ("done", 4)
    with in_workspace(shop.pk):
        assert (Customer.objects.count(), Conversation.objects.count(), Message.objects.count()) == (20, 4, 12)
        assert Moment.objects.filter(kind__startswith="message").count() == 12


def test_what_is_stopped_while_a_page_is_read_writes_nothing_more(shop, monkeypatch):
    with served(Chatwoot(contacts=40, talks=0)) as there:
        made = begun(shop, "chatwoot", **there.given())
        ordered(shop, made, "customers")
        real = there.answer

        def answer(*given):
            if len(there.asked) > 4:
                with in_workspace(shop.pk):
                    hold(of=made)
                connection.close()
                there.answer = real
            return real(*given)

        there.answer = answer
        work()
    row = again(made)
    with in_workspace(shop.pk):
        assert (row.state, Customer.objects.count()) == ("held", row.counts["customers"])
    assert row.counts["customers"] == 15
