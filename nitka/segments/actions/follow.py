"""Membership follows what happened: whom a batch of touches concerns, in which segments."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from nitka.kit.db.bulk import array
from nitka.segments.actions.gather import gather
from nitka.segments.actions.judge import Look, judge
from nitka.segments.actions.revisit import revisit
from nitka.segments.definition import WrongDefinition, read
from nitka.segments.definition.bearing import one_way
from nitka.segments.definition.names import ANY, NEW
from nitka.segments.models import Segment, Touch, Why

# Of customers only who was merged meanwhile, into whom: what changes of one while somebody merges them is another's
_CUSTOMERS = {
    "customer": "with recursive up (id, now, above) as ("
                "select c.id, c.id, c.merged_into_id from customers_customer c"
                " where c.id = any(%s::uuid[]) and c.merged_into_id is not null union all"
                " select u.id, c.id, c.merged_into_id from up u join customers_customer c on c.id = u.above)"
                " select id, now from up where above is null",
    "identity": "select x.id, i.customer_id from unnest(%s::uuid[]) x (id) join customers_identity i on i.id = x.id",
    "conversation": "select x.id, i.customer_id from unnest(%s::uuid[]) x (id)"
                    " join conversations_conversation t on t.id = x.id"
                    " join customers_identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id",
}  # fmt: skip


def take(rows: Collection[Touch]) -> None:
    """Judge whom some touches concern in the segments that name what happened; those of companies a moment later."""
    heard = _Heard()
    wanted: dict[UUID, dict[UUID, Look]] = defaultdict(dict)
    tokens = {token for row in rows for token in row.what}
    if any(row.why == Why.MERGE for row in rows):
        revisit(heard.companies)
    else:
        gather(rows, heard.companies, _whose)
    concerned = {token: found for token in tokens if (found := heard.by(token))}
    for token, why, customers in _customers(rows, concerned):
        for key, way in concerned[token]:
            _want(wanted[key], customers, Look(why, way))
    if wanted:
        judge(wanted)


def _want(looks: dict[UUID, Look], customers: Iterable[UUID], look: Look) -> None:
    """Whom two things happened to that move them different ways may go either."""
    either = Look(look.why)
    for customer in customers:
        known = looks.get(customer)
        looks[customer] = look if known is None or known.way == look.way else either


class _Heard:
    """The live segments by the tokens that they name."""

    def __init__(self) -> None:
        live = Segment.objects.filter(archived_at=None)
        self.live = [one for one in live if not one.of_companies]
        self.companies = [one for one in live if one.of_companies]
        self.naming: dict[str, list[Segment]] = defaultdict(list)
        self.ways: dict[UUID, dict[str, bool]] = {}
        for segment in self.live:
            for token in segment.names:
                self.naming[token].append(segment)

    def by(self, token: str) -> list[tuple[UUID, bool | None]]:
        """Whom a token concerns, and which way alone it can move their members."""
        if token == NEW:
            return [(segment.pk, None) for segment in self.live]
        found = [(segment.pk, self.way(segment, token)) for segment in self.naming[token]]
        if token.startswith(f"{ANY}:"):
            found += [(segment.pk, None) for segment in self.naming[ANY]]
        return found

    def way(self, segment: Segment, token: str) -> bool | None:
        """Which way alone a token can move the members of a segment."""
        if segment.pk not in self.ways:
            try:
                self.ways[segment.pk] = dict(one_way(read(segment.definition)))
            except WrongDefinition:  # judging says so
                self.ways[segment.pk] = {}
        return self.ways[segment.pk].get(token)


def _customers(rows: Iterable[Touch], tokens: Collection[str]) -> list[tuple[str, str, set[UUID]]]:
    """Token, why, the customers: one statement for each way of saying who. Of tokens that no segment names nobody asks:
    most of a site's events are of such."""
    by: dict[str, dict[tuple[str, str], set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        for token, keys in row.what.items():
            if token in tokens:
                by[row.by][token, row.why].update(map(UUID, keys))
    found = []
    for way, what in by.items():
        known = _whose(way, {key for keys in what.values() for key in keys})
        for (token, why), keys in what.items():
            customers = {known[key] for key in keys if key in known}
            found.append((token, why, customers | keys if way == "customer" else customers))
    return found


def _whose(way: str, keys: Collection[UUID]) -> dict[UUID, UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS[way], [array(keys)])
        return dict(cursor.fetchall())
