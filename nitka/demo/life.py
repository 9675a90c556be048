"""What customers do besides writing: orders, deliveries, installations, subscriptions, visits; by the verbs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zlib import crc32

from nitka.customers.actions import Trait, describe_all
from nitka.demo.history import Known, settle
from nitka.demo.people import Person
from nitka.demo.visits import GOODS
from nitka.kit import clock
from nitka.moments.actions import Past, add_past

AT_ONCE = 2_000  # moments
SHARE = 0.72  # of the customers that ever bought
TOWNS = ("Москва", "Мытищи", "Химки", "Королёв", "Балашиха", "Подольск", "Люберцы", "Красногорск", "Пушкино", "Видное")
CARRIERS = ("СДЭК", "Почта России", "Курьер «Уклада»")
MASTERS = ("Марат", "Степан", "Галина")
SHOPS = ("Дмитровка", "Мытищи")
SOURCES = {"ru": ("поиск", "письмо", "совет друзей"), "en": ("search", "a letter", "a friend")}
PLANS = {"ru": ("Охрана", 490), "en": ("Watch", 490)}
PLAN_LENGTH = timedelta(days=30)
Step = tuple[datetime, str, dict[str, Any]]


def lived(
    random: Random, people: Iterable[Person], now: datetime, *, number: int = 10_400, share: float = SHARE
) -> None:
    """Ninety days of every customer, none of it later than `now`; `number`: their orders begin behind it."""
    lives = think(random, people, now, number=number, share=share)
    settled = settle({person: life.steps[0][0] if life.steps else now for person, life in lives.items()})
    live(lives, settled)


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of a customer, and their steps in order."""

    known: dict[str, Any]
    steps: list[Step]


def think(
    random: Random, people: Iterable[Person], now: datetime, *, number: int = 10_400, share: float = SHARE
) -> dict[Person, Life]:
    """The lives of those who ever bought."""
    lives: dict[Person, Life] = {}
    for person in people:
        if random.random() > share:
            continue
        known = _known(random)
        steps: list[Step] = [*_visits(random, person, now)]
        for _turn in range(min(5, 1 + int(random.expovariate(0.9)))):
            number += random.randint(1, 9)
            steps += _order(random, person, number, now)
        if random.random() < 0.3:
            steps += _bought(random, person, now)
        if random.random() < 0.25:
            steps += _plan(random, person, now)
        lives[person] = Life(known, sorted((step for step in steps if step[0] < now), key=lambda step: step[0]))
    return lives


def live(lives: Mapping[Person, Life], settled: Known) -> None:
    """Write lives down, everything in the order it happened; the customers are there."""
    mine = {person: settled["email", person.email] for person in lives}
    steps = (Past(mine[person].pk, at, kind, data) for person, life in lives.items() for at, kind, data in life.steps)
    told = sorted(steps, key=lambda one: one.at)
    for start in range(0, len(told), AT_ONCE):
        add_past(told[start : start + AT_ONCE])
    traits = [
        Trait(mine[person].customer_id, key, value, clock.now())
        for person, life in lives.items()
        for key, value in life.known.items()
    ]
    describe_all(traits, origin="demo")


def _known(random: Random) -> dict[str, Any]:
    known: dict[str, Any] = {"city": random.choice(TOWNS), "points": random.randint(0, 90) * 20}
    if random.random() < 0.15:
        known["vip"] = True
    return known


def _order(random: Random, person: Person, number: int, now: datetime) -> Iterator[Step]:
    chosen = random.sample(GOODS[person.language], random.choice((1, 1, 2, 3)))
    total = _rub(sum(price for _, price in chosen))
    at = now - timedelta(days=random.uniform(0.2, 88))
    order = {"order": str(number)}
    yield at, "order.placed", order | {"total": total, "items": [name for name, _ in chosen]}
    if random.random() < 0.07:
        yield at + timedelta(hours=3), "order.cancelled", order
        return
    yield at + timedelta(minutes=random.uniform(1, 40)), "order.paid", order | {"total": total}
    carrier = random.choice(CARRIERS)
    at += timedelta(hours=random.uniform(8, 40))
    yield at, "order.shipped", order | {"carrier": carrier}
    at += timedelta(hours=random.uniform(20, 110))
    yield at, "order.delivered", order | {"carrier": carrier}
    if random.random() < 0.08:
        at += timedelta(days=random.uniform(1, 6))
        yield at, "order.returned", order | {"items": [chosen[0][0]]}
        yield at + timedelta(days=2), "refund", order | {"amount": _rub(chosen[0][1])}
    elif random.random() < 0.5:
        yield from _installed(random, chosen[0][0], number, at)


def _installed(random: Random, name: str, number: int, at: datetime) -> Iterator[Step]:
    product = {"product": f"U{number}", "name": name, "by": random.choice(MASTERS)}
    yield at + timedelta(days=random.uniform(1, 5)), "product.installed", product
    if random.random() < 0.2:
        yield at + timedelta(days=random.uniform(12, 40)), "product.serviced", product


def _bought(random: Random, person: Person, now: datetime) -> Iterator[Step]:
    name, price = random.choice(GOODS[person.language])
    at = now - timedelta(days=random.uniform(0.5, 85))
    till = {"place": random.choice(SHOPS), "receipt": f"{at:%y%m%d}-{random.randint(100, 999)}"}
    yield at, "purchase", till | {"items": [name], "total": _rub(price)}


def _plan(random: Random, person: Person, now: datetime) -> Iterator[Step]:
    name, price = PLANS[person.language]
    at = now - timedelta(days=random.uniform(5, 85))
    kind, key = "subscription.started", f"S{crc32(person.email.encode()):08X}"[:7]
    while at < now:
        until = (at + PLAN_LENGTH).date().isoformat()
        yield at, kind, {"subscription": key, "name": name, "price": _rub(price), "until": until}
        at, kind = at + PLAN_LENGTH, "subscription.renewed"


def _visits(random: Random, person: Person, now: datetime) -> Iterator[Step]:
    for _ in range(random.randint(0, 6)):
        at = now - timedelta(days=random.uniform(0.1, 89))
        yield at, "visit", {"pages": random.randint(1, 14), "source": random.choice(SOURCES[person.language])}


def _rub(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "RUB"}
