"""The shop's own events: what its customers looked at, looked for and put into the cart, as its server sends them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from nitka.accounts.models import Member, Workspace
from nitka.customers.actions import keep_attribute
from nitka.customers.known import AttributeKind
from nitka.demo.firms import PEOPLE
from nitka.demo.people import Person
from nitka.demo.visits import Event, event, visit
from nitka.moments.collector.replay import take
from nitka.moments.collector.sources import create_source

SEED = 411
AT_ONCE = 1_500  # events
KEPT_FOR = {"city": "Планировать выезды мастеров", "points": "Считать скидку в магазине",
            "vip": "Отвечать без очереди тем, кто покупает больше всех"}  # fmt: skip


def clicks(workspace: Workspace, people: Sequence[Person], owner: Member, now: datetime, count: int = 600) -> None:
    """A source, and about `count` events that came by it; what attributes are kept for."""
    random = Random(SEED)  # noqa: S311 (the same every time)
    source, _key = create_source(workspace=workspace, name="Магазин uklad.example", by=owner)
    events: list[Event] = []
    often = [person.often for person in people]
    while len(events) < count:
        events += visit(random, random.choices(people, often)[0], now)
    events += _firms(now)
    events.append({"type": "track", "event": "Product Viewed", "properties": {"product_id": "4021"},
                   "timestamp": (now - timedelta(minutes=9)).isoformat()})  # fmt: skip
    for kind in AttributeKind.objects.filter(key__in=KEPT_FOR):
        keep_attribute(kind=kind, name="", purpose=KEPT_FOR[kind.key], owner_id=source.by_id, personal=True)
    events.sort(key=lambda one: str(one["timestamp"]))
    for start in range(0, len(events), AT_ONCE):
        take(source=source, events=events[start : start + AT_ONCE])


def _firms(now: datetime) -> Iterator[Event]:
    at = now - timedelta(days=6)
    for n, (host, staff) in enumerate(PEOPLE.items()):
        for _name, local, _role in staff:
            login = {"userId": f"firm-{local}"}
            yield event("identify", at, login, traits={"email": f"{local}@{host}"})
            traits = {"name": host.partition(".")[0].replace("-", " ").capitalize(), "industry": "smart home"}
            if n == 2:  # the others are companies already, by hand
                yield event("group", at, login, groupId="k-300", traits=traits)
