"""Chatwoot: contacts by pages of 15, conversations by pages of 25, their messages by a hundred after an id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from nitka.moving.contract import Ask, Field, Found, Json, Linked, Page, Part, Person, Talk, Written
from nitka.moving.programs.reading import ADDRESS, TEXT, key, line, listed, number, own, some, text, when, words
from nitka.moving.programs.todo import Nobody, first

_WAYS: dict[int, str] = {0: "in", 1: "out", 3: "out"}  # 2 is what happened, in words; 3 a template
_ALSO = ("city", "country")
_MOST = 200  # pages of messages of one conversation


class Chatwoot:
    """Their cloud, or a server of one's own."""

    code = "chatwoot"
    name = "Chatwoot"
    parts: Sequence[Part] = ("customers", "conversations")
    pause = 0.05
    fields: Sequence[Field] = (
        Field("url", _("Address"), _("Where you open Chatwoot."), example="https://app.chatwoot.com"),
        Field("account", _("Account number"), _("The number in the address bar: …/app/accounts/1/…"), example="1"),
        Field("token", _("Access token"), _("Profile settings, at the bottom of the page. An administrator’s."),
              secret=True),
    )  # fmt: skip

    def base(self, given: Mapping[str, str]) -> str:
        """The account's API."""
        parts = urlsplit(given["url"] if "://" in given["url"] else f"https://{given['url']}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise ValueError("url")
        if not given["account"].isdecimal() or len(given["account"]) > 9:
            raise ValueError("account")
        return f"{parts.scheme}://{parts.netloc}/api/v1/accounts/{given['account']}"

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """The token of a person."""
        return {"api_access_token": given["token"]}

    def check(self, ask: Ask) -> Found:
        """The account's name, and how many of each there are."""
        account = ask.get("")
        people = ask.get("/contacts", page=1)
        talks = ask.get("/conversations", status="all", page=1)
        counts: dict[Part, int] = {
            "customers": number(people, "meta", "count") or 0,
            "conversations": number(talks, "data", "meta", "all_count") or 0,
        }
        return Found(line(account, "name"), counts)

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """A page of contacts, or one conversation of those that a page listed."""
        if part == "customers":
            return _people(cursor, ask)
        return _talks(cursor, since, ask)


def _people(cursor: Json, ask: Ask) -> Page:
    n = cursor.get("page", 1)
    told = ask.get("/contacts", page=n, sort="created_at", include_contact_inboxes="false")
    rows = list(listed(told, "payload"))
    return Page([one for row in rows if (one := _person(row))], {"page": n + 1} if rows else None)


def _person(row: Json) -> Person | None:
    external = key(row, "id")
    if not external:
        return None
    more = [line(one, "email", most=ADDRESS) for one in listed(row, "contact_emails")]
    return Person(
        external,
        line(row, "name"),
        some(line(row, "email", most=ADDRESS), *more),
        some(line(row, "phone_number", most=40)),
        own=own(row, "custom_attributes") | {name: said for name in _ALSO
                                             if (said := line(row, "additional_attributes", name))},
    )  # fmt: skip


def _talks(cursor: Json, since: datetime | None, ask: Ask) -> Page:
    """First the page's list, then what it lists one by one: each is a step of its own."""
    if cursor.get("todo"):
        return first(cursor, lambda external: _talk(external, ask))
    n = cursor.get("page", 0)
    told = ask.get("/conversations", status="all", sort_by="created_at_asc", page=n + 1)
    rows = list(listed(told, "data", "payload"))
    if not rows:
        return Page()
    fresh = [key(row, "id") for row in rows if since is None or (_latest(row) or since) >= since]
    return Page(cursor={"page": n + 1, "todo": [one for one in fresh if one]})


def _latest(row: Json) -> datetime | None:
    return when(row, "last_activity_at") or when(row, "timestamp")


def _talk(external: str, ask: Ask) -> Talk:
    row = ask.get(f"/conversations/{external}")
    person = _person(row["meta"]["sender"]) if isinstance(_sender(row), dict) else None
    if person is None:
        raise Nobody
    messages = _messages(external, ask)
    at = when(row, "created_at") or (messages[0].at if messages else None)
    if at is None:
        raise Nobody
    last = messages[-1].at if messages else at
    closed = text(row, "status") == "resolved"
    subject = line(row, "additional_attributes", "mail_subject")
    assignee, ended = line(row, "meta", "assignee", "email", most=ADDRESS), (_latest(row) or last) if closed else None
    return Talk(external, person, at, subject, ended, assignee, tuple(messages), words(row, "labels"))


def _sender(row: Any) -> Any:
    meta = row.get("meta") if isinstance(row, dict) else None
    return meta.get("sender") if isinstance(meta, dict) else None


def _messages(of: str, ask: Ask) -> list[Written]:
    found: dict[str, Written] = {}
    after = 0
    for _page in range(_MOST):
        rows = list(listed(ask.get(f"/conversations/{of}/messages", after=after), "payload"))
        last = max((number(row, "id") or 0 for row in rows), default=0)
        found |= {one.external: one for row in rows if (one := _message(row))}
        if last <= after:
            break
        after = last
    return sorted(found.values(), key=lambda one: (one.at, int(one.external)))


def _message(row: Json) -> Written | None:
    way, external, at = _WAYS.get(number(row, "message_type") or 0), number(row, "id"), when(row, "created_at")
    if way is None or not external or at is None or row.get("message_type") is None:
        return None
    files = tuple(
        Linked(key(one, "id"), url, url.partition("?")[0].rpartition("/")[2][:200])
        for one in listed(row, "attachments") if (url := text(one, "data_url", most=2000))
    )  # fmt: skip
    said = text(row, "content", most=TEXT)
    if not said and not files:
        return None
    if row.get("private") is True:
        way = "note"
    html = text(row, "content_attributes", "email", "html_content", "full", most=1_000_000)
    author = line(row, "sender", "name") if way != "in" else ""
    email = line(row, "sender", "email", most=ADDRESS) if way != "in" else ""
    return Written(str(external), way, at, said, html, author, email, files)  # type: ignore[arg-type]
