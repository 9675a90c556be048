"""What a page of results shows: conversations with what matched in them, customers, files, a number's conversation."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations import queries
from nitka.conversations.models import Conversation
from nitka.conversations.search import rows
from nitka.conversations.search.conditions import Asker, Conditions, conditions
from nitka.conversations.search.hits import PAGE, Ask, Cursor, Hit, best, files, latest
from nitka.conversations.search.indexing import Lag, lagging
from nitka.conversations.search.line import Line, read
from nitka.conversations.search.match import Match, match
from nitka.conversations.search.rows import File as File
from nitka.conversations.search.rows import Said as Said
from nitka.conversations.search.rows import Thread as Thread
from nitka.customers import queries as customers
from nitka.kit.db.ahead import Soon, together

PEOPLE, FILES, NUMBERS = 6, 6, 3
COUNTED = 10_000  # messages that cannot be found yet


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
    lag: Lag = field(default_factory=Lag)

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
    aside: bool = True  # with a number's conversation, customers and files, and what cannot be found yet
    limit: int = PAGE


def search(member: Member | None, question: Question, asker: Asker) -> Found:
    """Answer a line for a member; None is a program's token."""
    with together():
        return _answer(member, question, asker)


def _answer(member: Member | None, question: Question, asker: Asker) -> Found:
    lag = lagging(COUNTED + 1) if question.aside else Soon.known(Lag())
    line = read(question.text)
    meant = conditions(line.filters, asker)
    sought = match(line, meant.tags, typing=question.typing)
    visible = queries.visible_to(member).filter(meant.where)
    narrow = not sees_all(member) or bool(meant.where)
    ask = Ask(sought, visible, narrow, meant.since, meant.until, Cursor.read(question.after))
    found = Found(line, sought, meant, [])
    threads: Soon[list[Thread]] = Soon.known([])
    if sought.query:
        threads = _matching(found, ask, question)
    elif line.filters:
        _by_conditions(found, ask, question)
    if ask.after is None and question.aside:
        _beside(found, member, ask)
    found.threads = found.threads or threads.get()
    found.lag = lag.get()
    return found


def _matching(found: Found, ask: Ask, question: Question) -> Soon[list[Thread]]:
    """Conversations with what matches in them; how they go on is known at once."""
    hits = best(ask) if question.order == "best" else latest(ask, question.limit)
    found.next = str(hits.next or "")
    found.conversations, found.messages = hits.conversations, hits.messages
    threads = rows.threads([hit.conversation_id for hit in hits.found])
    said = rows.messages([key for hit in hits.found for key in hit.messages])
    marked = rows.forms(ask.match.stems)
    return Soon(lambda: _put_together(hits.found, threads.get(), said.get(), marked.get()))


def _put_together(
    hits: list[Hit], threads: list[Thread], said: dict[UUID, Said], marked: set[str]
) -> list[Thread]:
    of = {hit.conversation_id: hit for hit in hits}
    for one in said.values():
        one.marked = marked
    for thread in threads:
        hit = of[thread.id]
        thread.said = [said[key] for key in hit.messages if key in said]
        thread.more, thread.at = hit.total - len(thread.said), hit.at
    return threads


def _by_conditions(found: Found, ask: Ask, question: Question) -> None:
    """Conditions without words: the conversations themselves, the latest first."""
    listed = ask.visible
    listed = listed.filter(last_at__gte=ask.since) if ask.since else listed
    listed = listed.filter(last_at__lt=ask.until) if ask.until else listed
    if ask.after:
        listed = listed.filter(last_at__lte=ask.after.at).exclude(last_at=ask.after.at, pk__gte=ask.after.id)
    threads = _threads(listed.order_by("-last_at", "-pk")[: question.limit + 1])
    found.threads = threads[: question.limit]
    if len(threads) > question.limit:
        last = found.threads[-1]
        found.next = str(Cursor(last.last_at, last.id, last.last_at))


def _threads(listed: "QuerySet[Conversation]") -> list[Thread]:
    return rows.threads(list(listed.values_list("pk", flat=True))).get()


def _beside(found: Found, member: Member | None, ask: Ask) -> None:
    """A number's own conversation, customers and files: on the first page only."""
    chunks = found.line.chunks if not found.line.filters else []
    people = customers.finding(chunks, PEOPLE)
    named = files(ask)
    numbers = [int(term.words[0]) for term in found.line.wanted if term.words[0].isdecimal() and len(term.words[0]) < 9]
    if numbers:
        found.numbers = _threads(queries.visible_to(member).filter(number__in=numbers[:NUMBERS]).order_by("number"))
    if chunks:
        found.people = _people(found, member, people.get())
    if keys := named.get():
        found.files = _files(ask, keys)


def _people(found: Found, member: Member | None, ids: list[UUID]) -> list[Any]:
    others = [term.other for term in found.line.wanted if term.other]
    if not (ids or found.match.known) and len(others) == len(found.line.wanted):
        ids = customers.find(others, PEOPLE)
    people = customers.visible_to(member).filter(pk__in=ids).prefetch_related("identities") if ids else []
    order = {key: place for place, key in enumerate(ids)}
    return sorted(people, key=lambda row: order[row.pk])


def _files(ask: Ask, keys: list[tuple[UUID, UUID]]) -> list[File]:
    """Of messages with such files, each with its conversation, the files of those that the member may see."""
    numbers = dict(ask.visible.filter(pk__in={conversation for _, conversation in keys}).values_list("pk", "number"))
    ids = [key for key, conversation in keys if conversation in numbers]
    return rows.files(numbers, ids, ask.match.stems, FILES).get()
