"""Who uses an attribute: segments, views, what members and programs looked at, by day; and who brings its values."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.http import QueryDict

from nitka.customers import listing
from nitka.customers.known import AttributeKind, AttributeUse
from nitka.customers.models import CustomerView
from nitka.kit import clock, slots
from nitka.kit.context import require_workspace

SLOT = "attributes.users"
DAYS = 90
BROUGHT = ("import", "hook")
HANDED_OUT = ("api", "webhook")  # these get all that there are, so that they say nothing of one
_NOTE = """
insert into customers_attribute_use (id, workspace_id, key, place, day)
select uuidv7(), %(workspace)s, key, %(place)s, %(day)s from customers_attribute_kind
where workspace_id = %(workspace)s and key = any(%(keys)s::text[]) order by key
on conflict (workspace_id, key, place, day) do nothing
"""
_noted: set[tuple[UUID, date, str, str]] = set()  # by this process
_MOST = 100_000


class User(NamedTuple):
    """What uses an attribute or brings its values: what it is, its name, its place under `/w/<slug>/`, its last day."""

    sort: str  # segment, view, import, hook
    name: str
    path: str
    at: date | None = None


@dataclass(slots=True)
class Uses:
    """All that is known of one attribute's uses within the last days."""

    users: list[User] = field(default_factory=list)
    last: dict[str, date] = field(default_factory=dict)  # place → the last day

    @property
    def by(self) -> list[User]:
        """What would miss it."""
        return [one for one in self.users if one.sort not in BROUGHT]

    @property
    def brought(self) -> list[User]:
        """What would bring it again."""
        return [one for one in self.users if one.sort in BROUGHT]

    @property
    def segments(self) -> list[User]:
        """The segments that ask for it."""
        return [one for one in self.users if one.sort == "segment"]

    @property
    def is_used(self) -> bool:
        """Whether anything or anybody asked for it by name."""
        return bool(self.by) or any(place not in HANDED_OUT for place in self.last)


def note_use(keys: Collection[str], place: str) -> None:
    """Somebody saw or asked for attributes today: column, filter, file, api, webhook. The first time in a day and a
    process it is written, further ones cost nothing."""
    day, workspace = clock.now().date(), require_workspace()
    fresh = [key for key in keys if (workspace, day, key, place) not in _noted]
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"workspace": workspace, "place": place, "day": day, "keys": fresh})
    transaction.on_commit(lambda: _remember({(workspace, day, key, place) for key in fresh}))


def _remember(done: set[tuple[UUID, date, str, str]]) -> None:
    if len(_noted) > _MOST:
        _noted.clear()
    _noted.update(done)


def uses() -> dict[str, Uses]:
    """Attribute → who uses it. A fixed number of statements."""
    found: dict[str, Uses] = defaultdict(Uses)
    for key, user in _views():
        found[key].users.append(user)
    for fill in slots.fillers(SLOT):
        for key, users in fill().items():
            found[key].users += users
    since = clock.now().date() - timedelta(days=DAYS)
    rows = AttributeUse.objects.filter(day__gte=since).order_by("key", "place")
    for key, place, day in rows.values("key", "place").annotate(day=Max("day")).values_list("key", "place", "day"):
        found[key].last[place] = day
    return found


def is_idle(kind: AttributeKind, of: Uses) -> bool:
    """Nobody used it for so long that it may go."""
    return not of.is_used and kind.created_at < clock.now() - timedelta(days=DAYS)


def forget_old_uses() -> None:
    """What is older than a page tells."""
    AttributeUse.objects.filter(day__lt=clock.now().date() - timedelta(days=DAYS)).delete()


def _views() -> list[tuple[str, User]]:
    """Kept views that show it or ask for it; of one's own views others do not see the names."""
    found = []
    for view in CustomerView.objects.order_by("name", "id"):
        asked = listing.read(QueryDict(view.query))
        keys = {key for key in asked.columns if key not in listing.COLUMNS}
        keys |= {asked.has.partition("=")[0].strip()} if asked.has else set()
        path = f"customers/{replace(asked, view=str(view.pk)).query()}"
        name, path = ("", "") if view.member_id else (view.name, path)
        found += [(key, User("view", name, path)) for key in sorted(keys)]
    return found
