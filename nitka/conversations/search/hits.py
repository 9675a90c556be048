"""Which conversations have messages that match, in order; only those that a member may see.

The index answers with ids, the latest first; what a member may see (`visible_to`) is asked about them afterwards. Where
conditions or rights leave few conversations, the index is asked about these alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nitka.conversations.models import Conversation
from nitka.conversations.queries import merged
from nitka.conversations.search.match import Match
from nitka.kit.db import ahead
from nitka.kit.db.ahead import Soon
from nitka.kit.db.bulk import array
from nitka.kit.db.reading import rows

PAGE = 20
SHOWN = 3  # matching messages of one conversation on the page
FEW = 2000  # conversations that are asked one by one
FIRST, MORE, ROUNDS = 120, 8, 4  # matching messages read at first, how many times more in each next round
ALL = 800  # matching messages that are all read: to count those of each conversation would read all that was said there
WITH_FILES = 60  # messages with such a file that are read
RANKED = 2000  # the latest matching messages among which the best are chosen
ALWAYS, LAST = UUID(int=0), UUID(int=2**128 - 1)
BEGIN, END = "-infinity", "infinity"
TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after a conversation: its latest match then, and the latest match of the first page."""

    at: datetime
    id: UUID
    top: datetime

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // TICK}~{self.id}~{(self.top - _EPOCH) // TICK}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """A cursor from an address, or None for none or nonsense."""
        try:
            at, key, top = text.split("~")
            return cls(_EPOCH + TICK * int(at[:18]), UUID(key), _EPOCH + TICK * int(top[:18]))
        except (ValueError, OverflowError):
            return None


@dataclass(slots=True)
class Hit:
    """A conversation with its matching messages (ids, the latest or best first) and how many there are."""

    conversation_id: UUID
    total: int
    messages: list[UUID] = field(default_factory=list)
    at: datetime | None = None
    id: UUID | None = None
    rank: float = 0.0


@dataclass(slots=True)
class Hits:
    """A page of conversations. `messages` and `conversations`: all that match, None where that was not counted."""

    found: list[Hit]
    next: Cursor | None = None
    conversations: int | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What is looked for, where, when."""

    match: Match
    visible: "QuerySet[Conversation]"
    narrow: bool  # rights or conditions leave out more than those that were merged
    since: datetime | None = None
    until: datetime | None = None
    after: Cursor | None = None

    @property
    def top(self) -> Any:
        """The latest moment that counts: of the first page, or the end that was asked for."""
        ends = [*([self.after.top] if self.after else []), *([self.until - TICK] if self.until else [])]
        return min(ends) if ends else END


def latest(ask: Ask, limit: int = PAGE) -> Hits:
    """Conversations by their latest match."""
    if ask.narrow:
        few = list(ask.visible.order_by().values_list("pk", flat=True)[: FEW + 1])  # in no order: the first will do
        if len(few) <= FEW:
            return _page(ask, _ordered(inside(ask, few)), limit, whole=True)
    wanted = ALL if ask.match.likely < ALL and not ask.narrow and ask.after is None else FIRST
    for turn in range(ROUNDS):
        matching = _rows(ask, wanted)
        ids = list(dict.fromkeys(row[1] for row in matching))
        whole, last = len(matching) < wanted, turn == ROUNDS - 1
        if whole and ask.after is None:
            return _page(ask, _counted(matching, _seen(ask, ids)), limit, whole=True)
        if len(ids) > limit or whole or last:
            found = _first(ask, ids, limit)
            if len(found) > limit or whole or last:
                return _page(ask, found, limit, whole=whole)
        wanted *= MORE
    raise AssertionError("unreachable")


def best(ask: Ask, limit: int = 2 * PAGE) -> Hits:
    """The best matches among the latest ones: where the words stand close together, in a subject, often."""
    matching = _rows(ask, RANKED)
    ids = _seen(ask, list(dict.fromkeys(row[1] for row in matching)))
    found = sorted(inside(ask, ids, best=True), key=lambda hit: (hit.rank, hit.at), reverse=True)
    whole = len(matching) < RANKED
    return Hits(
        found[:limit],
        conversations=len(found) if whole else None,
        messages=sum(hit.total for hit in found) if whole else None,
    )


def _rows(ask: Ask, wanted: int) -> list[tuple[UUID, UUID, datetime]]:
    """Matching messages of the workspace, the latest first."""
    at, below = (ask.after.at, ask.after.id) if ask.after else (END, LAST)
    if ask.until and (not ask.after or ask.until < ask.after.at):
        at, below = ask.until, ALWAYS
    return rows(_HITS, [ask.match.query, ask.match.likely, ask.since or BEGIN, at, below, wanted])


def files(ask: Ask) -> Soon[list[tuple[UUID, UUID]]]:
    """Messages with a file whose name matches, the latest first, each with its conversation."""
    if not (ask.match.query and ask.match.groups):
        return Soon.known([])
    values = [ask.match.of_files(), 0, ask.since or BEGIN, END, LAST, WITH_FILES]
    return ahead.ask(_HITS, values, lambda found: [row[:2] for row in found])


def _seen(ask: Ask, ids: list[UUID]) -> list[UUID]:
    """Of some conversations those that the member may see, in their order."""
    if not ids:
        return []
    if not ask.narrow:
        hidden = merged(ids)
        return [key for key in ids if key not in hidden]
    seen = set(ask.visible.filter(pk__in=ids).values_list("pk", flat=True))
    return [key for key in ids if key in seen]


def inside(ask: Ask, ids: Iterable[UUID], *, best: bool = False) -> list[Hit]:
    """What matches in each of some conversations."""
    ids = list(ids)
    if not ids:
        return []
    found: dict[UUID, Hit] = {}
    values = [ask.match.query, array(ids), ask.since or BEGIN, ask.top, SHOWN, best]
    for conversation_id, key, at, total, rank in rows(_INSIDE, values):
        hit = found.setdefault(conversation_id, Hit(conversation_id, total, at=at, id=key, rank=rank))
        hit.messages.append(key)
    return list(found.values())


def _counted(matching: list[tuple[UUID, UUID, datetime]], ids: list[UUID]) -> list[Hit]:
    """The conversations of all the messages that match: nothing more is to be asked."""
    found = {key: Hit(key, 0) for key in ids}
    for key, conversation_id, at in matching:
        if hit := found.get(conversation_id):
            if not hit.total:
                hit.at, hit.id = at, key
            hit.total += 1
            if hit.total <= SHOWN:
                hit.messages.append(key)
    return list(found.values())


def _first(ask: Ask, ids: list[UUID], limit: int) -> list[Hit]:
    """A page of these conversations, which come by their latest match, and at least one more; the rest is not read."""
    found: list[Hit] = []
    begin, step = 0, limit + 1
    while begin < len(ids) and len(found) <= limit:
        found += _below(ask, _ordered(inside(ask, _seen(ask, ids[begin : begin + step]))))
        begin, step = begin + step, step * 4
    return found


def _ordered(found: list[Hit]) -> list[Hit]:
    return sorted(found, key=lambda hit: (hit.at, hit.id), reverse=True)


def _below(ask: Ask, found: list[Hit]) -> list[Hit]:
    """Without the conversations of the pages before, which have later matches too."""
    if ask.after is None:
        return found
    return [hit for hit in found if (hit.at, hit.id) < (ask.after.at, ask.after.id)]


def _page(ask: Ask, found: list[Hit], limit: int, *, whole: bool) -> Hits:
    left = _below(ask, found)
    page = left[:limit]
    following = None
    if len(left) > limit or (page and not whole):
        top = ask.after.top if ask.after else page[0].at
        following = Cursor(page[-1].at, page[-1].id, top)  # type: ignore[arg-type]
    count = whole and ask.after is None
    return Hits(page, following, len(found) if count else None, sum(hit.total for hit in found) if count else None)


_HITS = """
select id, conversation_id, at
from nitka_search_hits(%s::tsquery, %s::bigint, %s::timestamptz, %s::timestamptz, %s::uuid, %s::int)
"""
_INSIDE = "select * from nitka_search_in(%s::tsquery, %s::uuid[], %s::timestamptz, %s::timestamptz, %s::int, %s)"
