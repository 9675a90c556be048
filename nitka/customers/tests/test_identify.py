import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, identify, lock
from nitka.customers.models import Customer, Identity, Link
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace():
    return accounts.workspace()


def test_what_is_known_is_found_and_the_rest_is_made(workspace):
    with in_workspace(workspace.id):
        first = identify([Claim("email", "a@example.org", "Анна")])
        again = identify([Claim("email", "a@example.org"), Claim("email", "b@example.org")])
        assert again[("email", "a@example.org")].pk == first[("email", "a@example.org")].pk
        assert Customer.objects.count() == 2
        assert set(Link.objects.values_list("rule", flat=True)) == {"first seen"}


def test_a_batch_costs_the_same_whatever_its_size(workspace):
    def statements(of: list[Claim]) -> int:
        with CaptureQueriesContext(connection) as captured:
            identify(of)
        return len(captured)

    with in_workspace(workspace.id):
        few = statements([Claim("email", "a@example.org", "А")])
        many = statements([Claim("email", f"{n}@example.org", "Б") for n in range(60)])
    assert many <= few <= 12


def test_an_identity_only_becomes_surer_and_a_name_stays(workspace):
    with in_workspace(workspace.id):
        for status, name in (("stated", ""), ("verified", "Анна"), ("guessed", "Другая")):
            identify([Claim("email", "a@example.org", name, status)])
        found = Identity.objects.get()
        assert (found.status, found.customer.name) == ("verified", "Анна")


def in_threads(count: int, work) -> list[BaseException]:
    """Run `work(n)` at once in threads of their own connections; what went wrong."""
    start, failures = threading.Barrier(count), []

    def run(n: int) -> None:
        try:
            start.wait(10)
            work(n)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures


def test_senders_seen_at_once_by_several_become_one_customer_each(workspace):
    claims = [Claim("email", f"{n}@example.org") for n in range(10)]
    seen = []

    def work(n: int) -> None:
        with in_workspace(workspace.id):
            found = identify(claims if n % 2 else claims[::-1])
            seen.append({key: identity.customer_id for key, identity in found.items()})

    assert in_threads(4, work) == []
    assert all(one == seen[0] for one in seen)
    with in_workspace(workspace.id):
        assert Customer.objects.count() == Identity.objects.count() == Link.objects.count() == 10


def test_batches_that_lock_the_same_customers_do_not_wait_for_each_other_for_ever(workspace):
    claims = [Claim("email", f"{n}@example.org") for n in range(20)]
    with in_workspace(workspace.id):
        identities = list(identify(claims).values())

    def work(n: int) -> None:
        for _ in range(10):
            with in_workspace(workspace.id), transaction.atomic():
                lock(identities if n % 2 else identities[::-1])

    assert in_threads(4, work) == []

