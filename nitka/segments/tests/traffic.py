"""Mixed traffic, and an obvious model in Python of what membership should be behind it."""

import threading
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

from django.db import connection, transaction

from nitka.customers.actions import (
    CannotMerge,
    Claim,
    affiliate,
    describe,
    found_company,
    identify,
    leave,
    merge,
    undo,
)
from nitka.customers.models import Affiliation, Company, Customer, Identity, Merge
from nitka.customers.queries import survivor
from nitka.feedback.models import Rating
from nitka.kit import clock
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.segments.actions import make_segment
from nitka.segments.models import CompanyMembership, CompanyPassage, Membership, Of, Passage, Segment
from nitka.segments.tests.factories import of, person, rub, tell

DAYS = 30
ROLES, LARGE, FIRMS = ("director", ""), "Крупные", "Крупные организации"
VISIT, ORDER = ({"is": "moment", "kinds": [kind], "days": DAYS} for kind in ("visit", "order.placed"))


def play(what: str, one: int, other: int, number: str) -> None:
    """One step: to the first of two persons, with the second, or so many days ago."""
    if what == "visit":
        tell(person(f"p{one}"), "visit", other)
    elif what == "order":
        tell(person(f"p{one}"), "order.placed", other, order=number, total=rub(1000))
    elif what == "cancel":
        tell(person(f"p{one}"), "order.cancelled", 0, order=number)
    elif what == "rate":
        rate(person(f"p{one}"), 1 + other % 5)
    elif what == "city":
        describe(customer=survivor(person(f"p{one}").customer_id), attributes={"city": f"c{other % 2}"})
    elif what == "work":
        affiliate(company=firm(other), customer=survivor(person(f"p{one}").customer_id), role=ROLES[other % 2])
    elif what == "part":
        leave(company=firm(other), customer=survivor(person(f"p{one}").customer_id))
    else:
        who(what, one, other)


def who(what: str, one: int, other: int) -> None:
    """A step that says who is who."""
    if what == "merge":
        with suppress(CannotMerge):
            merge(into=survivor(person(f"p{one}").customer_id), source=survivor(person(f"p{other}").customer_id))
    elif what == "together":
        also = Claim("phone", f"+7916123456{other % 10}", status="verified")
        identify([Claim("email", f"p{one}@shop.example", f"p{one}", also=(also,))])
    elif what == "undo":
        done = list(Merge.objects.filter(undone_at=None).order_by("id"))
        if done:
            undo(merge=done[one % len(done)])


def firm(number: int) -> Company:
    """One of the three companies that there are."""
    return Company.objects.order_by("name")[number % 3]


@transaction.atomic
def rate(identity: Identity, score: int) -> None:
    """They rated, unasked; the moment tells of it."""
    Rating.objects.create(identity_id=identity.pk, scale="csat", facts=[], score=score, mood=0)
    append([Moment(identity_id=identity.pk, kind="rating", data={"score": score})])


def often_and_quiet() -> tuple[Segment, Segment]:
    """Two that the model counts, and others of every sort beside them."""
    often, quiet = of("Часто", {**VISIT, "at_least": 2}), of("Тихо", {**VISIT, "at_most": 0})
    of("Город", {"is": "attribute", "key": "city", "value": "c1"})
    of("Деньги", {"is": "money", "at_least": 2000, "currency": "RUB", "days": DAYS})
    of("Давно", {"is": "field", "key": "last", "op": "not_within", "days": 10})
    of("Сложно", {"any": [{"is": "segment", "segment": str(often.pk)}, {"is": "contact", "kind": "phone"}]},
       {"is": "segment", "segment": str(quiet.pk), "in": False})  # fmt: skip
    for name in ("A", "B", "C"):
        found_company(name=name)
    of("Директора", {"is": "company", "where": [{"fact": "role", "op": "contains", "value": "director"}]})
    of("Не одни", {"is": "company", "where": [{"fact": "people", "op": "at_least", "value": 2}]})
    of(LARGE, {"is": "company", "where": [{"fact": "spent", "op": "at_least", "value": 2000, "currency": "RUB"}]})
    return often, quiet


def many_more() -> None:
    """Those that look at several things at once, one way and the other."""
    low = {"is": "rating", "measure": "lowest", "at_most": 2, "since": {"kinds": ["visit"], "times": 2, "days": 20}}
    of("Недовольны", {"is": "rating", "measure": "last", "at_most": 2, "days": 20})
    of("Ходили и недовольны", low, {**VISIT, "at_least": 1})
    of("Ходят, не покупают", {**VISIT, "at_least": 1}, {**ORDER, "at_most": 0})
    of("Ни то ни другое", {**VISIT, "at_least": 3}, {**ORDER, "at_least": 1}, how="none")
    bought = {"all": [{**ORDER, "at_least": 1}, {**VISIT, "at_most": 4}]}
    of("То или другое", {**VISIT, "at_least": 3}, bought, how="any")
    of("Перестали", {"is": "lapsed", "kinds": ["visit"], "every": 5, "periods": 2, "quiet": 7})
    of("Новые", {"is": "field", "key": "created", "days": 14})
    bought_for = {"is": "money", "at_least": 2000, "currency": "RUB"}
    make_segment(name=FIRMS, definition={"of": "companies", "all": [bought_for]})


def inside(segment: Segment) -> set:
    return set(Membership.objects.filter(segment_id=segment.pk).values_list("customer_id", flat=True))


def by_history(segment: Segment) -> int:
    """Who entered and did not leave."""
    told = Passage.objects.filter(segment_id=segment.pk).order_by("id").values_list("customer_id", "entered")
    return sum(dict(told).values())


def model(holds) -> set:
    """Every customer whose visits hold, counted in Python."""
    now, owner = clock.now(), dict(Identity.objects.values_list("pk", "customer_id"))
    counts = defaultdict(int)
    for key, at in Moment.objects.filter(kind="visit").values_list("identity_id", "at"):
        counts[owner[key]] += now - timedelta(days=DAYS) < at <= now
    everybody = Customer.objects.filter(merged_into_id=None).values_list("pk", flat=True)
    return {key for key in everybody if holds(counts[key])}


def large() -> dict:
    """Every company whose people bought for enough → those people, counted in Python."""
    owner = dict(Identity.objects.values_list("pk", "customer_id"))
    spent = dict(Customer.objects.values_list("pk", "spent"))
    words = sorted(Affiliation.objects.all(), key=lambda one: (one.ended_at or one.at, one.ended_at is None, one.pk))
    said = {(one.company_id, owner[one.identity_id]): one.ended_at is None for one in words}
    people = defaultdict(set)
    for (company, customer), inside_ in said.items():
        if inside_:
            people[company].add(customer)
    return {key: those for key, those in people.items() if sum(spent[one] for one in those) >= 2000}


def agrees(often: Segment, quiet: Segment) -> None:
    """Membership is what the model says, and what history adds up to."""
    assert inside(often) == model(lambda n: n >= 2)
    assert inside(quiet) == model(lambda n: n == 0)
    assert inside(Segment.objects.get(name=LARGE)) == {one for those in large().values() for one in those}
    assert all(one.size == len(inside(one)) == by_history(one) for one in Segment.objects.filter(of=Of.CUSTOMERS))
    for firms in Segment.objects.filter(name=FIRMS):
        within = CompanyMembership.objects.filter(segment_id=firms.pk).values_list("company_id", flat=True)
        told = CompanyPassage.objects.filter(segment_id=firms.pk).order_by("id").values_list("company_id", "entered")
        assert set(within) == set(large())
        assert firms.size == len(within) == sum(dict(told).values())


def aside(target, problems, *rest):
    """A thread that does it beside others; what went wrong is among the problems."""

    def run():
        try:
            target(*rest)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
