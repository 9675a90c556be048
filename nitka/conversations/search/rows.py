"""What stands on a page of results, read by its ids: conversations, messages, files. Each answer is a `Soon`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.db.bulk import array

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


def threads(ids: Sequence[UUID]) -> Soon[list[Thread]]:
    """Conversations in the order of their ids. Rights are the caller's: ids come from `visible_to`."""
    if not ids:
        return Soon.known([])

    def read(rows: Rows) -> list[Thread]:
        made = {row[0]: Thread(*row) for row in rows}
        return [made[key] for key in ids if key in made]

    return ask(_THREADS, {"workspace": require_workspace(), "ids": array(ids)}, read)


def messages(ids: Sequence[UUID]) -> Soon[dict[UUID, Said]]:
    """Messages by their ids, under the reader's own rights; nothing is marked in them yet."""
    if not ids:
        return Soon.known({})
    values = {"workspace": require_workspace(), "ids": array(ids), "length": LENGTH}
    return ask(_SAID, values, lambda rows: {row[0]: Said(*[*row, set()]) for row in rows})


def forms(stems: Sequence[str]) -> Soon[set[str]]:
    """The words there are of these stems; a word too long to be kept stands for itself."""
    long = {stem for stem in stems if len(stem) > LONGEST_WORD}
    if not stems:
        return Soon.known(long)
    values = {"workspace": require_workspace(), "stems": list(stems)}
    return ask(_FORMS, values, lambda rows: {word for (word,) in rows} | long)


def files(numbers: dict[UUID, int], message_ids: Sequence[UUID], stems: Sequence[str], most: int) -> Soon[list[File]]:
    """The latest files of some messages by the words of their names; `numbers` of the conversations they are in."""
    values = {"workspace": require_workspace(), "ids": array(message_ids), "stems": list(stems), "most": most}
    return ask(_FILES, values, lambda rows: [File(*[*row[:4], numbers[row[4]], row[5], set(row[6])]) for row in rows])


_THREADS = """
select c.id, c.number, c.status, c.subject, c.assignee_id, c.channel_id, c.last_at, i.customer_id,
  coalesce(nullif(p.name, ''), i.name), i.kind, i.value
from conversations_conversation c
join customers_identity i on i.workspace_id = c.workspace_id and i.id = c.identity_id
join customers_customer p on p.workspace_id = i.workspace_id and p.id = i.customer_id
where c.workspace_id = %(workspace)s and c.id = any(%(ids)s::uuid[])
"""
_SAID = """
select m.id, m.at, m.direction, m.channel_id, m.author_id, coalesce(i.name, ''), left(m.text, %(length)s)
from conversations_message m
join customers_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
where m.workspace_id = %(workspace)s and m.id = any(%(ids)s::uuid[])
"""
_FORMS = """
select w.word from conversations_word w where w.workspace_id = %(workspace)s and w.stem = any(%(stems)s::text[])
"""
_FILES = """
select f.* from (
  select a.id, a.name, a.size, m.at, m.conversation_id, m.id as message_id,
    array(select distinct w from unnest(string_to_array(nitka_search_plain(a.name), ' ')) w
          where nitka_search_stem(w) = any(%(stems)s::text[])) as marked
  from conversations_attachment a
  join conversations_message m on m.workspace_id = a.workspace_id and m.id = a.message_id
  where a.workspace_id = %(workspace)s and a.message_id = any(%(ids)s::uuid[]) and not a.inline
) f where cardinality(f.marked) > 0 order by f.at desc, f.id desc limit %(most)s
"""
