"""A wrong merge in the middle of live traffic, undone: both people and everybody else are as in a twin company that had
the same traffic and no merge. Compared: contacts, names, moments, messages, orders, money, mood, ratings, tasks,
attributes, labels, owners, notes, consents, companies with their sums, segments."""

import threading
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import OperationalError, transaction

from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Message
from nitka.conversations.tests.factories import arrive, chat, digest_all, said
from nitka.customers.actions import (
    CannotMerge,
    Claim,
    affiliate,
    call,
    describe,
    give_customers,
    hold,
    identify,
    merge,
    note_consent_of,
    put_labels,
    save_label,
    state,
    undo,
    write_note,
)
from nitka.customers.companies import Company
from nitka.customers.known import Attribute, Note
from nitka.customers.labels import Label, Labelling
from nitka.customers.models import Customer, Identity
from nitka.customers.projected import Agreement
from nitka.customers.projected import Membership as Employed
from nitka.customers.queries import survivor
from nitka.feedback.models import Rating, Task
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.segments.models import RETRY, CompanyMembership, Membership, Segment
from nitka.segments.tests.factories import follow, refresh, rub, tell
from nitka.segments.tests.traffic import aside, many_more, often_and_quiet

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, WRITERS, STEPS = 6, 2, 16
LATER = RETRY + timedelta(minutes=1)
ONE, OTHER = 0, 1  # who are taken for one person; each is written of by another thread
KNOWN = ("describe", "label", "owner", "note", "consent", "work", "call", "stated", "join")
LIVE = ("visit", "visit", "order", "order", "cancel", "rate", "stated", "contact", "message")


class Twin:
    """A company; the same seed gives another one the same traffic."""

    def __init__(self):
        self.house = accounts.workspace()
        self.chat = chat(self.house)
        with in_workspace(self.house.pk):
            often_and_quiet()
            many_more()
            for name in ("Опт", "Важный"):
                save_label(label=Label(name=name))
            for n in range(PEOPLE):
                email = Claim("email", f"p{n}@shop.example", f"p{n}")
                identify([Claim("visitor", f"v{n}", also=(email,))])
        accounts.member(self.house, name="Вера")
        follow()

    def of(self, n):
        return Identity.objects.get(kind="email", value=f"p{n}@shop.example")

    def customer(self, n):
        return survivor(self.of(n).customer_id)

    def plays(self, steps):
        for step in steps:
            self.play(*step)

    def play(self, what, n, more, at):
        """One step; whoever is told to begin anew, does."""
        if what == "message":
            return self.writes(n, more)
        while True:
            with suppress(OperationalError), in_workspace(self.house.pk):
                return getattr(self, what)(n, more, at)

    def writes(self, n, more):
        """They write into the chat by the visitor's door."""
        arrive(said(self.chat, f"v{n}", f"Сообщение {more}"))
        return digest_all()

    def visit(self, n, more, at):
        tell(self.of(n), "visit", at)

    def order(self, n, more, at):
        tell(self.of(n), "order.placed", at, order=f"{n}-{more}", total=rub(700 + more))

    def cancel(self, n, more, at):
        tell(self.of(n), "order.cancelled", at, order=f"{n}-{more}")

    @transaction.atomic
    def rate(self, n, more, at):
        score, when = 1 + more % 5, clock.now() - timedelta(days=at)
        given = Rating.objects.create(
            identity_id=self.of(n).pk, scale="csat", facts=[], score=score, mood=(score > 3) - (score < 3), at=when)
        append([Moment(identity_id=self.of(n).pk, kind="rating", at=when, data={"score": score})])
        if score < 3:
            before = Task.objects.filter(identity_id=self.of(n).pk).count()
            Task.objects.create(number=1000 * (n + 1) + before, rating=given, due_at=when,
                                identity_id=self.of(n).pk)

    def stated(self, n, more, at):
        phone = Claim("phone", f"+7916{n}{more:06}", status="stated", how="stated")
        mail = Claim("email", f"p{n}@shop.example")
        state(hold([mail])[mail.key], phone)

    def contact(self, n, more, at):
        """A browser of theirs becomes known, by a source that vouches for it."""
        identify([Claim("email", f"p{n}@shop.example", also=(Claim("device", f"d{n}-{more}"),))])

    def describe(self, n, more, at):
        describe(customer=self.customer(n), attributes={"city": f"c{more % 2}", f"k{more % 3}": more})

    def label(self, n, more, at):
        put_labels(customers=[self.customer(n)], on=[Label.objects.order_by("name")[more % 2]], by=None)

    def owner(self, n, more, at):
        give_customers(customers=[self.customer(n)], to=Member.objects.get(name="Вера"), by=None)

    def note(self, n, more, at):
        write_note(customer=self.customer(n), text=f"Заметка {n} {more}", member_id=None)

    def consent(self, n, more, at):
        answer = ("given", "withdrawn")[more % 2]
        note_consent_of(customer_id=self.customer(n).pk, purpose="marketing", answer=answer, way="channel")

    def work(self, n, more, at):
        firm = Company.objects.order_by("name")[more % 3]
        affiliate(company=firm, customer=self.customer(n), role=("director", "")[more % 2])

    def call(self, n, more, at):
        call(customer=self.customer(n), name=f"Имя {more}")

    def join(self, n, more, at):
        """Two others become one before all this; nobody of the pair."""
        with suppress(CannotMerge):
            merge(into=self.customer(2 + n % 2), source=self.customer(4 + more % 2))

    def picture(self):
        """All that is known of each customer, without the ids that differ."""
        for n in range(1, 4):  # behind people their companies, which are judged at their own pace
            with clock.travel(clock.now() + n * LATER):
                refresh()
                follow()
        with in_workspace(self.house.pk):
            living = Customer.objects.filter(merged_into_id=None)
            return sorted((self.person(one) for one in living), key=lambda one: one["contacts"]), self.firms()

    def person(self, one):
        mine = Identity.objects.filter(customer_id=one.pk)
        keys = [each.pk for each in mine]
        return {
            "contacts": sorted((each.kind, each.value, each.status) for each in mine if each.kind != "account"),
            "name": one.name, "orders": one.orders, "spent": one.spent, "currency": one.currency, "mood": one.mood,
            "last": one.last_kind, "owner": one.owner_id is not None,
            "moments": sorted((each.kind, str(each.data)) for each in Moment.objects.filter(
                identity_id__in=keys).exclude(kind="message.in")),
            "messages": sorted(Message.objects.filter(identity_id__in=keys).values_list("direction", "text")),
            "ratings": sorted(Rating.objects.filter(identity_id__in=keys).values_list("score", flat=True)),
            "tasks": sorted(Task.objects.filter(identity_id__in=keys).values_list("number", flat=True)),
            "attributes": sorted(Attribute.objects.filter(customer_id=one.pk).values_list("key", "plain")),
            "labels": sorted(Labelling.objects.filter(now_id=one.pk).values_list("label__name", flat=True)),
            "notes": sorted(Note.objects.filter(customer_id=one.pk).values_list("text", flat=True)),
            "consents": sorted(Agreement.objects.filter(customer_id=one.pk).values_list("state", flat=True)),
            "firms": sorted(Company.objects.filter(pk__in=Employed.objects.filter(customer_id=one.pk).values(
                "company_id")).values_list("name", flat=True)),
            "segments": sorted(Segment.objects.filter(pk__in=Membership.objects.filter(customer_id=one.pk).values(
                "segment_id")).values_list("name", flat=True)),
        }  # fmt: skip

    def firms(self):
        inside = set(CompanyMembership.objects.values_list("company_id", flat=True))
        return [(one.name, one.people, one.orders, one.spent, one.pk in inside)
                for one in Company.objects.order_by("name")]  # fmt: skip


def steps(dice, what, n, writer=None):
    """What happens to whom; each at a moment of its own. A person is written of by one thread, in one order."""
    who = [one for one in range(PEOPLE) if writer is None or one % WRITERS == writer]
    return [(dice.choice(what), dice.choice(who), dice.randrange(9), 20 - place * 0.1 - (writer or 0) * 0.01)
            for place in range(n)]  # fmt: skip


def lived(seed, *, wrongly):
    """A company's days: what was known, then live traffic by several at once, in the midst a merge and its undoing."""
    twin, dice = Twin(), Random(seed)
    twin.plays([(what, n, n + 1, 21) for n in (ONE, OTHER) for what in ("work", "label", "owner", "note", "consent")])
    twin.plays(steps(dice, KNOWN + LIVE, 24))
    with in_workspace(twin.house.pk):
        one, other = twin.customer(ONE), twin.customer(OTHER)
    begun, half, done = (threading.Event() for _ in range(3))
    problems = []
    writers = [aside(_live, problems, twin, steps(Random(f"{seed}-{n}"), LIVE[:-1], STEPS, n), begun, half, done)
               for n in range(WRITERS)]  # fmt: skip
    assert begun.wait(60)
    if wrongly:
        made = _whenever(twin, lambda: merge(into=one, source=other, member_id=None))
        for n in (ONE, OTHER):
            twin.play("message", n, 100 + n, 0)
        with in_workspace(twin.house.pk):
            assert twin.of(ONE).customer_id == twin.of(OTHER).customer_id == one.pk
    else:
        for n in (ONE, OTHER):
            twin.play("message", n, 100 + n, 0)
    half.set()
    if wrongly:
        assert done.wait(60) or problems
        _whenever(twin, lambda: undo(merge=made))
    for writer in writers:
        writer.join()
    assert problems == []
    return twin


def _whenever(twin, deed):
    while True:
        with suppress(OperationalError), in_workspace(twin.house.pk):
            return deed()


def _live(twin, told, begun, half, done):
    """A third of the steps before the merge, a third while they are one, a third while it is undone and after."""
    third = len(told) // 3
    twin.plays(told[:third])
    begun.set()
    half.wait(60)
    twin.plays(told[third : 2 * third])
    done.set()
    twin.plays(told[2 * third :])


@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_merge_undone_in_live_traffic_leaves_all_as_if_it_had_never_been(seed):
    with clock.travel(clock.now()):
        merged, never = (lived(seed, wrongly=wrongly).picture() for wrongly in (True, False))
    (people, firms), (alone, companies) = merged, never
    assert [one["contacts"] for one in people] == [one["contacts"] for one in alone]
    for one, other in zip(people, alone, strict=True):
        for what, known in one.items():
            assert known == other[what], (what, one["contacts"])
    assert firms == companies
    assert any(one["orders"] for one in people)
    assert any(one["segments"] for one in people)
    assert any(people_ for _, people_, *_ in firms)
