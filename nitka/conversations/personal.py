# ruff: noqa: S608 - statements are put together of constants
"""What conversations hold of a person: their threads stay, with times and states, and nothing of what was said."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.conversations.actions.uploads import GOOD_FOR
from nitka.inbound import actions as inbound
from nitka.inbound.queries import blobs_of
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.personal import File, Part, Person, Step, Told, change, number, rows

# Their threads, and in threads of others (who were one with them for a while) what they wrote themselves.
_MESSAGES = """select m.id from conversations_message m
    where m.workspace_id = %(workspace)s and (m.identity_id = any(%(identities)s::uuid[]) or m.conversation_id in (
      select v.id from conversations_conversation v
      where v.workspace_id = %(workspace)s and v.identity_id = any(%(identities)s::uuid[])))"""
_THREADS = """select v.id from conversations_conversation v
    where v.workspace_id = %(workspace)s and (v.identity_id = any(%(identities)s::uuid[]) or v.id in (
      select m.conversation_id from conversations_message m
      where m.workspace_id = %(workspace)s and m.identity_id = any(%(identities)s::uuid[])))"""
_OF_MESSAGES = "workspace_id = %(workspace)s and message_id = any(%(messages)s::uuid[])"
_OF_THREADS = "workspace_id = %(workspace)s and conversation_id = any(%(threads)s::uuid[])"
# What a member has begun to write to them, or to an address of theirs that nobody had then
_TO_THEM = """workspace_id = %(workspace)s and (identity_id = any(%(identities)s::uuid[])
    or address = any(%(addresses)s))"""

_WAITING = (
    f"""update conversations_pending set text = null, subject = null, files = '[]', copies = '{{}}',
        state = case when state in ('waiting', 'asked') then 'cancelled' else state end, changed_at = %(now)s
        where {_OF_THREADS} and (text is not null or subject is not null or state in ('waiting', 'asked'))""",
    f"""update conversations_delivery set detail = '',
        reason = case when state in ('waiting', 'sending') then 'erased' else reason end,
        state = case when state in ('waiting', 'sending') then 'failed' else state end, changed_at = %(now)s
        where {_OF_MESSAGES} and (detail <> '' or state in ('waiting', 'sending'))""",
    f"delete from conversations_draft where {_OF_THREADS}",
    f"delete from conversations_beginning where {_TO_THEM}",
)
_SAID = (
    f"update conversations_revision set text = null where {_OF_MESSAGES} and text is not null",
    """update conversations_message set subject = null, text = null, quoted = null, html = null, external_id = '',
       meta = '{"erased": true}'
       where workspace_id = %(workspace)s and id = any(%(messages)s::uuid[]) and (meta <> '{"erased": true}'
       or external_id <> '' or subject is not null or text is not null or quoted is not null or html is not null)""",
    f"delete from conversations_attachment where {_OF_MESSAGES}",
    """delete from conversations_upload
       where workspace_id = %(workspace)s and session::text = any(%(sessions)s)""",
)
_AROUND = (
    """update conversations_conversation set subject = '', preview = '', waiting_since = null, snoozed_until = null,
       closed_at = case when status in ('open', 'snoozed') then %(now)s else closed_at end,
       status = case when status in ('open', 'snoozed') then 'closed' else status end
       where workspace_id = %(workspace)s and id = any(%(threads)s::uuid[])
       and (subject <> '' or preview <> '' or status in ('open', 'snoozed'))""",
    f"""update conversations_snooze set why = null, ended_at = coalesce(ended_at, %(now)s),
        ended = case when ended_at is null then 'closed' else ended end
        where {_OF_THREADS} and (why is not null or ended_at is null)""",
)


def _ids(statement: str, person: Person) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"workspace": require_workspace(), "identities": person.identities})
        return [key for (key,) in cursor.fetchall()]


def _values(person: Person) -> dict[str, Any]:
    return {
        "workspace": require_workspace(),
        "identities": person.identities,
        "messages": array(_ids(_MESSAGES, person)),
        "threads": array(_ids(_THREADS, person)),
        "sessions": person.sessions,
        "addresses": [value for _kind, value in person.values],
        "now": clock.now(),
    }


def _all(statements: Sequence[str]) -> Step:
    def step(person: Person) -> int:
        values = _values(person)
        return sum(change(statement, values) for statement in statements)

    return step


def _search(person: Person) -> int:
    """First of all: the words to forget are read from the texts."""
    return number("select nitka_search_forget(%(messages)s::uuid[])", _values(person))


def _cards(person: Person) -> int:
    return number("select nitka_erase_cards(%(threads)s::uuid[])", _values(person))


def _raw(person: Person) -> int:
    return inbound.erase(ids=_ids(_MESSAGES, person))


def _hashes(person: Person) -> set[str]:
    values = _values(person)
    found = rows(f"select sha256 from conversations_attachment where {_OF_MESSAGES}", values)
    found += rows(
        "select sha256 from conversations_upload where workspace_id = %(workspace)s"
        " and session::text = any(%(sessions)s)", values,
    )  # fmt: skip
    return {row["sha256"] for row in found} | blobs_of(_ids(_MESSAGES, person))


def _needed(hashes: Sequence[str]) -> set[str]:
    values = {"workspace": require_workspace(), "hashes": list(hashes)}
    of = "select distinct sha256 from {} where workspace_id = %(workspace)s and sha256 = any(%(hashes)s)"
    tables = ("conversations_attachment", "conversations_upload")
    waiting = (
        "select distinct one->>'sha256' as sha256 from conversations_pending, jsonb_array_elements(files) one"
        " where workspace_id = %(workspace)s and one->>'sha256' = any(%(hashes)s)"
    )
    begun = waiting.replace("conversations_pending", "conversations_beginning")
    asked = [*(of.format(table) for table in tables), waiting, begun]
    return {row["sha256"] for statement in asked for row in rows(statement, values)}


def _count(person: Person) -> Mapping[str, int]:
    values = _values(person)
    of = {"conversations": len(_ids(_THREADS, person)), "messages": len(_ids(_MESSAGES, person))}
    files = number(f"select count(*) from conversations_attachment where {_OF_MESSAGES}", values)
    waiting = number(
        f"select count(*) from conversations_delivery where {_OF_MESSAGES} and state in ('waiting', 'sending')", values
    )
    return {**of, "files": files, "waiting": waiting}


def _tell(person: Person) -> Told:
    values = _values(person)
    threads = rows(
        "select id, number, subject, status, created_at, last_at, closed_at from conversations_conversation"
        " where workspace_id = %(workspace)s and id = any(%(threads)s::uuid[]) order by created_at, id", values,
    )  # fmt: skip
    messages = rows(
        "select m.id, v.number as conversation, m.direction, m.at, c.name as channel, m.subject, m.text, m.quoted,"
        " m.html, m.meta->'to' as to, m.meta->'cc' as cc from conversations_message m"
        " join conversations_conversation v on v.workspace_id = m.workspace_id and v.id = m.conversation_id"
        " join channels_channel c on c.workspace_id = m.workspace_id and c.id = m.channel_id"
        " where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::uuid[]) order by m.position", values,
    )  # fmt: skip
    files = rows(
        f"select message_id as message, name, type, size, sha256 from conversations_attachment where {_OF_MESSAGES}"
        " order by message_id, id", values,
    )  # fmt: skip
    return Told(
        {"conversations": threads, "messages": messages, "files": files},
        [File(row["name"], row["sha256"]) for row in files],
    )


PART = Part(
    "conversations",
    held={
        "conversations_conversation": "subject preview",
        "conversations_message": "external_id subject text quoted html meta",
        "conversations_revision": "text",
        "conversations_attachment": "sha256 name type cid",
        "conversations_upload": "sha256",
        "conversations_delivery": "detail",
        "conversations_draft": "text to files",
        "conversations_beginning": "address name subject text fields files",
        "conversations_pending": "text subject files copies",
        "conversations_snooze": "why",
        "conversations_assignment": "detail",
        "conversations_search": "words",
        "conversations_word": "word stem",
    },
    codes={
        "conversations_conversation": "status preview_by",
        "conversations_message": "direction",
        "conversations_delivery": "state reason request_id",
        "conversations_pending": "then state reason",
        "conversations_snooze": "ended",
        "conversations_assignment": "reason",
        "conversations_canned": "title shortcut text_ru text_en",
        "conversations_label": "name tone",
        "conversations_macro": "title steps",
        "conversations_regrouping": "kind kept",
        "conversations_saved_view": "name query",
    },
    steps=(_all(_WAITING), _search, _raw, _all(_SAID), _cards, _all(_AROUND)),
    keeps={"uploads": GOOD_FOR},
    count=_count,
    tell=_tell,
    hashes=_hashes,
    blobs=_needed,
)
