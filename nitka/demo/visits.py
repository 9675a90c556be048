"""A visit to the shop, as its server tells the collector of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zlib import crc32

from nitka.demo.people import Person

GOODS = {
    "ru": (("Хаб «Уклад 2»", 8900), ("Датчик протечки", 1290), ("Термостат «Уклад Т1»", 6900),
           ("Замок «Уклад З3»", 15900), ("Кран с приводом", 4700),
           ("Лампа с регулировкой", 1190), ("Комплект «Без протечек»", 24900)),
    "en": (("Hub “Uklad 2”", 8900), ("Leak sensor", 1290), ("Thermostat “Uklad T1”", 6900),
           ("Lock “Uklad L3”", 15900), ("Motor valve", 4700), ("Dimmable lamp", 1190), ("No-leaks kit", 24900)),
}  # fmt: skip
ROOMS = {"ru": ("кухня", "спальня", "прихожая", "ванная"), "en": ("kitchen", "bedroom", "hall", "bathroom")}
WORDS = {"ru": ("датчик протечки", "умный замок", "термостат", "сирена", "кран с приводом", "лампа е27", "хаб"),
         "en": ("leak sensor", "smart lock", "thermostat", "siren", "motor valve", "hub")}  # fmt: skip
PAGES = ("/", "/catalogue", "/delivery", "/club", "/support/leak", "/sale", "/installation")
DAYS = 88
Event = dict[str, Any]


def visit(random: Random, person: Person, now: datetime) -> Iterator[Event]:
    """From the first page to the cart, or as far as they went."""
    at = now - timedelta(days=random.uniform(0.1, DAYS))
    login = {"userId": person.login}
    traits = {"email": person.email, "name": person.name, "favouriteRoom": random.choice(ROOMS[person.language])}
    yield event("identify", at, login, traits=traits)
    for path in random.sample(PAGES, random.randint(0, 2)):
        at += timedelta(seconds=random.randint(5, 90))
        yield event("page", at, login, properties={"path": path, "url": f"https://uklad.example{path}"})
    if random.random() < 0.3:
        query = random.choice(WORDS[person.language])
        yield event("track", at, login, event="Products Searched", properties={"query": query})
    for _ in range(random.randint(1, 4)):
        name, price = random.choice(GOODS[person.language])
        product = {"product_id": str(crc32(name.encode()) % 9000), "name": name, "price": price, "currency": "RUB"}
        at += timedelta(seconds=random.randint(20, 300))
        yield event("track", at, login, event="Product Viewed", properties=product)
        if random.random() < 0.35:
            at += timedelta(seconds=random.randint(10, 90))
            yield event("track", at, login, event="Product Added", properties=product | {"quantity": 1})


def event(kind: str, at: datetime, login: dict[str, str], **more: Any) -> Event:
    """One event of who is signed in."""
    return {"type": kind, "timestamp": at.isoformat(), **login, **more}
