"""What a page of results shows: conversations with what matched in them, customers, files, a number's conversation."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations import queries
from nitka.conversations.models import Conversation, Word
from nitka.conversations.search.conditions import Asker, Conditions, conditions
from nitka.conversations.search.hits import PAGE, Ask, Cursor, Hit, best, latest
from nitka.conversations.search.line import Line, read
from nitka.conversations.search.match import Match, match
from nitka.customers import queries as customers
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

PEOPLE, FILES, NUMBERS = 6, 6, 3
LONGEST_WORD = 32  # as `search_write.sql` keeps them
LENGTH = 20_000  # characters of a message that are looked through for what to mark


@dataclass(slots=True)
class Said:
    """A message that matched, and the plain words that are marked in it."""

    id: UUID
    at: datetime
    direction: str
    channel_id: UUID
    author_id: UUID | None
    sender: str
    text: str | None
    marked: set[str]


@dataclass(slots=True)
class Thread:
    """A conversation that was found. `number` and the rest are its columns; `name` is the customer's."""

    id: UUID
    number: int
    status: str
    subject: str
    assignee_id: UUID | None
    channel_id: UUID
    last_at: datetime
    customer_id: UUID
    name: str
    kind: str
    value: str
    said: list[Said] = field(default_factory=list)
    more: int = 0
    at: datetime | None = None


@dataclass(slots=True)
class File:
    """A file whose name matched."""

    id: UUID
    name: str
    size: int
    at: datetime
    number: int
    message_id: UUID
    marked: set[str]


@dataclass(slots=True)
class Found:
    """The answer to a line."""

    line: Line
    match: Match
    conditions: Conditions
    threads: list[Thread]
    next: str = ""
    conversations: int | None = None
    messages: int | None = None
    numbers: list[Thread] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not (self.threads or self.numbers or self.people or self.files)


@dataclass(frozen=True, slots=True)
class Question:
    """A line, and how it is to be answered."""

    text: str
    after: str = ""
    order: str = "new"
    typing: bool = False
    aside: bool = True  # with a number's conversation, customers and files
    limit: int = PAGE


def search(member: Member | None, question: Question, asker: Asker) -> Found:
    """Answer a line for a member; None is a program's token."""
    line = read(question.text)
    meant = conditions(line.filters, asker)
    sought = match(line, meant.tags, typing=question.typing)
    visible = queries.visible_to(member)
    ask = Ask(
        sought,
        visible.filter(meant.where),
        not sees_all(member) or bool(meant.where),
        meant.since,
        meant.until,
        Cursor.read(question.after),
    )
    found = Found(line, sought, meant, [])
    if sought.query:
        hits = best(ask) if question.order == "best" else latest(ask, question.limit)
        found.threads = _threads(hits.found, sought)
        found.next = str(hits.next or "")
        found.conversations, found.messages = hits.conversations, hits.messages
    elif line.filters:
        _by_conditions(found, ask, question)
    if ask.after is None and question.aside:
        _beside(found, member, ask)
    return found


def _by_conditions(found: Found, ask: Ask, question: Question) -> None:
    """Conditions without words: the conversations themselves, the latest first."""
    rows = ask.visible
    rows = rows.filter(last_at__gte=ask.since) if ask.since else rows
    rows = rows.filter(last_at__lt=ask.until) if ask.until else rows
    if ask.after:
        rows = rows.filter(last_at__lte=ask.after.at).exclude(last_at=ask.after.at, pk__gte=ask.after.id)
    listed = _described(rows.order_by("-last_at", "-pk")[: question.limit + 1])
    found.threads = listed[: question.limit]
    if len(listed) > question.limit:
        last = found.threads[-1]
        found.next = str(Cursor(last.last_at, last.id, last.last_at))


def _beside(found: Found, member: Member | None, ask: Ask) -> None:
    """A number's own conversation, customers and files: on the first page only."""
    numbers = [int(term.words[0]) for term in found.line.wanted if term.words[0].isdecimal() and len(term.words[0]) < 9]
    if numbers:
        found.numbers = _described(queries.visible_to(member).filter(number__in=numbers[:NUMBERS]).order_by("number"))
    if found.line.chunks and not found.line.filters:
        found.people = _people(found, member)
    if found.match.query and found.match.groups:
        found.files = _files(found.match, ask)


def _people(found: Found, member: Member | None) -> list[Any]:
    chunks = found.line.chunks
    ids = customers.find(chunks, PEOPLE)
    others = [term.other for term in found.line.wanted if term.other]
    if not ids and len(others) == len(found.line.wanted):
        ids = customers.find(others, PEOPLE)
    rows = customers.visible_to(member).filter(pk__in=ids).prefetch_related("identities") if ids else []
    order = {key: place for place, key in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row.pk])


def _threads(hits: list[Hit], sought: Match) -> list[Thread]:
    ids = [hit.conversation_id for hit in hits]
    rows = {row.id: row for row in _described(Conversation.objects.filter(pk__in=ids))} if ids else {}
    said = _said([key for hit in hits for key in hit.messages], sought.stems)
    made = []
    for hit in hits:
        row = rows[hit.conversation_id]
        row.said = [said[key] for key in hit.messages if key in said]
        row.more, row.at = hit.total - len(row.said), hit.at
        made.append(row)
    return made


def _described(rows: Any) -> list[Thread]:
    names = ("id", "number", "status", "subject", "assignee_id", "channel_id", "last_at")
    columns = {
        "customer": F("identity__customer_id"),
        "customer_name": F("identity__customer__name"),
        "sender_name": F("identity__name"),
        "kind": F("identity__kind"),
        "value": F("identity__value"),
    }
    return [_thread([row[name] for name in names], row) for row in rows.values(*names, **columns)]


def _thread(columns: list[Any], row: dict[str, Any]) -> Thread:
    name = row["customer_name"] or row["sender_name"]
    return Thread(*[*columns, row["customer"], name, row["kind"], row["value"]])


def _said(ids: list[UUID], stems: list[str]) -> dict[UUID, Said]:
    """The messages, under the reader's own rights."""
    if not ids:
        return {}
    marked = _forms(stems)
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"workspace": require_workspace(), "ids": array(ids), "length": LENGTH})
        return {row[0]: Said(*[*row, marked]) for row in cursor.fetchall()}


def _forms(stems: list[str]) -> set[str]:
    """The words there are of these stems; a word too long to be kept stands for itself."""
    known = Word.objects.filter(workspace_id=require_workspace(), stem__in=stems).values_list("word", flat=True)
    return {*known, *(stem for stem in stems if len(stem) > LONGEST_WORD)}


def _files(sought: Match, ask: Ask) -> list[File]:
    """Files by the words of their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, conversation_id from nitka_search_hits(%s::tsquery, 0, %s, 'infinity', %s, 60)",
            [sought.of_files(), ask.since or "-infinity", UUID(int=2**128 - 1)],
        )
        rows = cursor.fetchall()
        if not rows:
            return []
        numbers = dict(ask.visible.filter(pk__in=[row[1] for row in rows]).values_list("pk", "number"))
        ids = [key for key, conversation in rows if conversation in numbers]
        cursor.execute(
            _FILES, {"workspace": require_workspace(), "ids": array(ids), "stems": sought.stems, "most": FILES}
        )
        return [File(*[*row[:4], numbers[row[4]], row[5], set(row[6])]) for row in cursor.fetchall()]


_SAID = """
select m.id, m.at, m.direction, m.channel_id, m.author_id, coalesce(i.name, ''), left(m.text, %(length)s)
from conversations_message m
join customers_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
where m.workspace_id = %(workspace)s and m.id = any(%(ids)s::uuid[])
"""
_FILES = """
select f.* from (
  select a.id, a.name, a.size, m.at, m.conversation_id, m.id as message_id,
    array(select distinct w from unnest(string_to_array(nitka_search_plain(a.name), ' ')) w
          where nitka_search_stem(w) = any(%(stems)s)) as marked
  from conversations_attachment a
  join conversations_message m on m.workspace_id = a.workspace_id and m.id = a.message_id
  where a.workspace_id = %(workspace)s and a.message_id = any(%(ids)s::uuid[]) and not a.inline
) f where cardinality(f.marked) > 0 order by f.at desc, f.id desc limit %(most)s
"""
