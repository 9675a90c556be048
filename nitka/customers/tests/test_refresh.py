"""What is computed of customers and companies is what a slow look at everything says, whatever was done before."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers import belonging
from nitka.customers.actions import (
    Claim,
    Heard,
    Standing,
    Word,
    WrongCompany,
    affiliate,
    archive_company,
    change_company,
    found_company,
    hear,
    identify,
    leave,
    merge,
    note_consents,
    restore_company,
    stand,
    undo,
)
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.agreed import standing
from nitka.customers.models import Agreement, Company, Customer, Identity, Membership, Merge, Purpose, Stale
from nitka.customers.refreshing import refresh_once
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role

pytestmark = pytest.mark.django_db(transaction=True)
PURPOSES = ("marketing", "surveys")


@pytest.fixture
def shop():
    workspace = accounts.workspace()
    with in_workspace(workspace.pk):
        yield workspace


def person(address):
    return identify([Claim("email", address)])["email", address]


def agreements():
    """(customer, purpose) → how they stand, as each contact says it."""
    owners = dict(Identity.objects.values_list("pk", "customer_id"))
    found: dict = {}
    for key, of in standing(list(owners)).items():
        for purpose, held in of.items():
            words = found.setdefault((owners[key], purpose), set())
            words |= {held.answer, held.decision}
    order = ("given", "withdrawn", "asked")
    return {pair: next(one for one in order if one in words) for pair, words in found.items()}


def kept_agreements():
    codes = dict(Purpose.objects.values_list("pk", "code"))
    return {(one.customer_id, codes[one.purpose_id]): one.state for one in Agreement.objects.all()}


def memberships():
    with connection.cursor() as cursor:
        cursor.execute(f"with {belonging.belong('company_id is not null')} select company_id, customer_id from belong")
        return set(cursor.fetchall())


def assert_kept():
    while refresh_stale():
        pass
    assert kept_agreements() == agreements()
    assert set(Membership.objects.values_list("company_id", "customer_id")) == memberships()
    companies = list(Company.objects.all())
    sums = belonging.sums([one.pk for one in companies], None)
    for one in companies:
        said = sums[one.pk]
        assert (one.people, one.orders, one.mood, one.unhappy) == (said.people, said.orders, said.mood, said.unhappy)
        assert [(f"{float(amount):.2f}", currency) for amount, currency in one.spent] == [
            (f"{amount:.2f}", currency) for amount, currency in said.spent
        ]
        assert one.last_at == (said.last_at or one.created_at)


class Shop:
    """Whatever changes who agreed, who is with which company, what they are together; drawn by lot."""

    def __init__(self, seed):
        self.random, self.start = Random(seed), clock.now() - timedelta(days=3)
        self.firms = [found_company(name=f"Ф{n}", domains=[f"f{n}.ru"]) for n in range(3)]
        self.people = [person(f"p{n}@{self.random.choice(('f0.ru', 'f1.ru', 'else.ru'))}") for n in range(8)]
        self.acts = [self.says, self.says, self.joins, self.leaves, self.merges, self.undoes, self.buys, self.writes,
                     self.moves, self.closes]  # fmt: skip

    def go_on(self):
        try:
            self.random.choice(self.acts)()
        except WrongCompany:  # one in the archive, a domain that another has
            return

    def alive(self):
        return list(Customer.objects.filter(merged_into_id=None).order_by("pk"))

    def says(self):
        answer = self.random.choice(("given", "withdrawn", "asked"))
        at = self.start + timedelta(minutes=self.random.randrange(600))
        everywhere = answer == "withdrawn" and self.random.random() < 0.5
        whose, purpose = self.random.choice(self.people).pk, self.random.choice(PURPOSES)
        note_consents([Word(whose, purpose, answer, "page", at, everywhere=everywhere)])

    def joins(self):
        affiliate(company=self.random.choice(self.firms), customer=self.random.choice(self.alive()))

    def leaves(self):
        leave(company=self.random.choice(self.firms), customer=self.random.choice(self.alive()))

    def merges(self):
        one, other = self.random.sample(self.alive(), 2)
        merge(into=one, source=other)

    def undoes(self):
        if done := list(Merge.objects.filter(undone_at=None).order_by("pk")):
            undo(merge=self.random.choice(done))

    def buys(self):
        n = self.random.randrange(9)
        stand([Standing(self.random.choice(self.alive()).pk, n, n * 100, self.random.choice(("RUB", "EUR")))])

    def writes(self):
        hear([Heard(self.random.choice(self.people).pk, clock.now(), "message.in", self.random.randrange(6))])

    def moves(self):
        n = self.random.randrange(3)
        change_company(company=self.firms[n], domains=[f"f{n}.ru", *self.random.choice(([], ["else.ru"]))])

    def closes(self):
        firm = Company.objects.get(pk=self.random.choice(self.firms).pk)
        (restore_company if firm.archived_at else archive_company)(company=firm)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_what_is_kept_is_what_a_slow_look_says(shop, seed):
    play = Shop(seed)
    for _ in range(40):
        play.go_on()
        if play.random.random() < 0.3:
            assert_kept()
    assert_kept()


@contextmanager
def buying_meanwhile(shop, customer_id):
    """Somebody writes that the customer bought, and has not said so for good before they are waited for or the block
    is over."""
    told, over = threading.Event(), threading.Event()

    def write():
        try:
            with in_workspace(shop.pk), transaction.atomic():
                stand([Standing(customer_id, 1, 500, "RUB")])
                told.set()
                while not (over.wait(0.01) or _waited_for()):
                    pass
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert told.wait(10)
    yield
    over.set()
    writer.join()


def _waited_for():
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]


def test_who_comes_to_a_company_while_they_buy_is_counted_with_what_they_bought():
    shop = accounts.workspace()
    with in_workspace(shop.pk):
        customer = Customer.objects.get(pk=person("p@else.ru").customer_id)
        firm = found_company(name="Ромашка")
        refresh_stale()
        affiliate(company=firm, customer=customer)
    with buying_meanwhile(shop, customer.pk), in_workspace(shop.pk):
        refresh_stale()
    with in_workspace(shop.pk):
        assert_kept()
        assert Company.objects.get(pk=firm.pk).worth == 500 * 10_000


def test_the_workers_loop_finds_what_is_out_of_date_in_any_workspace():
    firms = []
    for n in range(2):
        workspace = accounts.workspace()
        with in_workspace(workspace.pk):
            firms.append((workspace, found_company(name="Ромашка", domains=[f"f{n}.ru"])))
            person(f"p@f{n}.ru")
    with as_role("worker"):
        assert refresh_once() > 0
        assert refresh_once() == 0
    for workspace, firm in firms:
        with in_workspace(workspace.pk):
            assert Company.objects.get(pk=firm.pk).people == 1


def test_a_chunk_costs_the_same_whatever_is_out_of_date(shop):
    found_company(name="Ромашка", domains=["f0.ru"])
    refresh_stale()

    def statements(n, mark):
        for i in range(n):
            found = person(f"{mark}{i}@f0.ru")
            note_consents([Word(found.pk, "marketing", "given", "page")])
        with CaptureQueriesContext(connection) as seen:
            refresh_stale()
        assert not Stale.objects.exists()
        return len(seen)

    assert statements(1, "a") == statements(20, "b") <= 13
