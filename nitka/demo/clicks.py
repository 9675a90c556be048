"""The shop's own events: what its customers looked at, looked for and put into the cart, as its server sends them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zlib import crc32

from nitka.accounts.models import Member, Workspace
from nitka.customers.actions import keep_attribute
from nitka.customers.known import AttributeKind
from nitka.demo.firms import PEOPLE
from nitka.demo.life import GOODS
from nitka.demo.people import Person
from nitka.moments.collector.replay import take
from nitka.moments.collector.sources import create_source

SEED = 411
DAYS = 88
AT_ONCE = 1_500  # events
WORDS = {"ru": ("датчик протечки", "умный замок", "термостат", "сирена", "кран с приводом", "лампа е27", "хаб"),
         "en": ("leak sensor", "smart lock", "thermostat", "siren", "motor valve", "hub")}  # fmt: skip
PAGES = ("/", "/catalogue", "/delivery", "/club", "/support/leak", "/sale", "/installation")
ROOMS = {"ru": ("кухня", "спальня", "прихожая", "ванная"), "en": ("kitchen", "bedroom", "hall", "bathroom")}
KEPT_FOR = {"city": "Планировать выезды мастеров", "points": "Считать скидку в магазине",
            "vip": "Отвечать без очереди тем, кто покупает больше всех"}  # fmt: skip
Event = dict[str, Any]


def clicks(workspace: Workspace, people: Sequence[Person], owner: Member, now: datetime, count: int = 600) -> None:
    """A source, and about `count` events that came by it; what attributes are kept for."""
    random = Random(SEED)  # noqa: S311 (the same every time)
    source, _key = create_source(workspace=workspace, name="Магазин uklad.example", by=owner)
    events: list[Event] = []
    often = [person.often for person in people]
    while len(events) < count:
        events += _visit(random, random.choices(people, often)[0], now)
    events += _firms(now)
    events.append({"type": "track", "event": "Product Viewed", "properties": {"product_id": "4021"},
                   "timestamp": (now - timedelta(minutes=9)).isoformat()})  # fmt: skip
    for kind in AttributeKind.objects.filter(key__in=KEPT_FOR):
        keep_attribute(kind=kind, name="", purpose=KEPT_FOR[kind.key], owner_id=source.by_id, personal=True)
    events.sort(key=lambda one: str(one["timestamp"]))
    for start in range(0, len(events), AT_ONCE):
        take(source=source, events=events[start : start + AT_ONCE])


def _visit(random: Random, person: Person, now: datetime) -> Iterator[Event]:
    """From the first page to the cart, or as far as they went."""
    at = now - timedelta(days=random.uniform(0.1, DAYS))
    login = {"userId": person.login}
    traits = {"email": person.email, "name": person.name, "favouriteRoom": random.choice(ROOMS[person.language])}
    yield _event("identify", at, login, traits=traits)
    for path in random.sample(PAGES, random.randint(0, 2)):
        at += timedelta(seconds=random.randint(5, 90))
        yield _event("page", at, login, properties={"path": path, "url": f"https://uklad.example{path}"})
    if random.random() < 0.3:
        query = random.choice(WORDS[person.language])
        yield _event("track", at, login, event="Products Searched", properties={"query": query})
    for _ in range(random.randint(1, 4)):
        name, price = random.choice(GOODS[person.language])
        product = {"product_id": str(crc32(name.encode()) % 9000), "name": name, "price": price, "currency": "RUB"}
        at += timedelta(seconds=random.randint(20, 300))
        yield _event("track", at, login, event="Product Viewed", properties=product)
        if random.random() < 0.35:
            at += timedelta(seconds=random.randint(10, 90))
            yield _event("track", at, login, event="Product Added", properties=product | {"quantity": 1})


def _firms(now: datetime) -> Iterator[Event]:
    at = now - timedelta(days=6)
    for n, (host, staff) in enumerate(PEOPLE.items()):
        for _name, local, _role in staff:
            login = {"userId": f"firm-{local}"}
            yield _event("identify", at, login, traits={"email": f"{local}@{host}"})
            traits = {"name": host.partition(".")[0].replace("-", " ").capitalize(), "industry": "smart home"}
            if n == 2:  # the others are companies already, by hand
                yield _event("group", at, login, groupId="k-300", traits=traits)


def _event(kind: str, at: datetime, login: dict[str, str], **more: Any) -> Event:
    return {"type": kind, "timestamp": at.isoformat(), **login, **more}
