"""Zendesk Support: lists by cursor, tickets by the incremental export, each ticket's comments."""

import base64
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from nitka.moving.contract import (
    Ask,
    Field,
    Found,
    Item,
    Json,
    Linked,
    Missing,
    Organisation,
    Page,
    Part,
    Person,
    Refused,
    Talk,
    Written,
)
from nitka.moving.programs.reading import (
    ADDRESS,
    HTML,
    TEXT,
    dig,
    key,
    line,
    listed,
    number,
    own,
    some,
    text,
    when,
    words,
)
from nitka.moving.programs.todo import Nobody, first

_HOST = re.compile(r"(?:https?://)?([a-z0-9][a-z0-9-]{0,62})(?:\.zendesk\.com)?/?", re.IGNORECASE)
_LISTS: dict[Part, str] = {"companies": "organizations", "customers": "users", "conversations": "tickets"}
_OVER = ("solved", "closed")
_MOST = 200  # pages of comments of one ticket


class Zendesk:
    """Let in by the address of an agent and an API token."""

    code = "zendesk"
    name = "Zendesk"
    parts: Sequence[Part] = ("companies", "customers", "conversations")
    pause = 0.3  # 200 questions a minute, the smallest plan
    fields: Sequence[Field] = (
        Field("host", _("Address"), _("Where you open Zendesk."), example="company.zendesk.com"),
        Field("email", _("E-mail"), _("Of the administrator who made the token.")),
        Field("token", _("API token"), _("Admin Center, Apps and integrations, APIs, Zendesk API."), secret=True),
    )

    def base(self, given: Mapping[str, str]) -> str:
        """The API of a company."""
        found = _HOST.fullmatch(given["host"])
        if found is None:
            raise ValueError("host")
        return f"https://{found[1].lower()}.zendesk.com/api/v2"

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """As documented for tokens."""
        pair = f"{given['email']}/token:{given['token']}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def check(self, ask: Ask) -> Found:
        """Who we are there: whoever is not let in is an anonymous user, and no error."""
        me = ask.get("/users/me.json")
        if text(me, "user", "role") not in ("admin", "agent"):
            raise Refused("token")
        counts: dict[Part, int] = {}
        for part, name in _LISTS.items():
            with suppress(Missing):
                counts[part] = number(ask.get(f"/{name}/count.json"), "count", "value") or 0
        return Found(line(me, "user", "name"), counts)

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """A hundred of a list, or one ticket with its comments."""
        if part == "conversations":
            return _tickets(cursor, since, ask)
        role = "end-user" if part == "customers" else None
        told = ask.get(f"/{_LISTS[part]}.json", **_paged(cursor.get("after")), role=role)
        make = _organisation if part == "companies" else _person
        items: list[Item] = [one for row in listed(told, _LISTS[part]) if (one := make(row))]
        return Page(items, _after(told))


def _paged(after: str | None) -> Json:
    return {"page[size]": 100, "page[after]": after}


def _after(told: Json) -> Json | None:
    after = text(told, "meta", "after_cursor", most=1000)
    return {"after": after} if dig(told, "meta", "has_more") is True and after else None


def _organisation(row: Json) -> Organisation | None:
    external, name = key(row, "id"), line(row, "name")
    domains = row.get("domain_names")
    named = tuple(str(one)[:255] for one in domains[:20]) if isinstance(domains, list) else ()
    return Organisation(external, name, named) if external and name else None


def _person(row: Json) -> Person | None:
    external = key(row, "id")
    if not external:
        return None
    mails, phones = some(line(row, "email", most=ADDRESS)), some(line(row, "phone", most=40))
    return Person(external, line(row, "name"), mails, phones, some(key(row, "organization_id")),
                  own(row, "user_fields"), words(row, "tags"))  # fmt: skip


def _tickets(cursor: Json, since: datetime | None, ask: Ask) -> Page:
    if cursor.get("todo"):
        return first(cursor, lambda external: _talk(external, ask))
    if cursor.get("end"):
        return Page()
    begin = {"start_time": max(1, int(since.timestamp()) if since else 1)}
    where = {"cursor": cursor["after"]} if cursor.get("after") else begin
    told = ask.get("/incremental/tickets/cursor.json", **where, per_page=100, exclude_deleted="true")
    rows = [one for row in listed(told, "tickets") if text(row, "status") != "deleted" and (one := key(row, "id"))]
    after = text(told, "after_cursor", most=1000)
    return Page(cursor={"after": after, "end": told.get("end_of_stream") is not False or not after, "todo": rows})


def _talk(external: str, ask: Ask) -> Talk:
    told = ask.get(f"/tickets/{external}.json", include="users")
    row = told["ticket"]
    people = {key(one, "id"): one for one in listed(told, "users")}
    comments: list[Json] = []
    after = None
    for _page in range(_MOST):
        page = ask.get(f"/tickets/{external}/comments.json", **_paged(after), include="users")
        people |= {key(one, "id"): one for one in listed(page, "users")}
        comments += listed(page, "comments")
        after = (_after(page) or {}).get("after")
        if after is None:
            break
    whose = key(row, "requester_id")
    person = _person(people.get(whose, {"id": whose})) if whose else None
    at = when(row, "created_at")
    if person is None or at is None:
        raise Nobody
    messages = sorted((one for each in comments if (one := _said(each, whose, people))), key=lambda one: one.at)
    ended = (when(row, "updated_at") or at) if text(row, "status") in _OVER else None
    assignee = line(people.get(key(row, "assignee_id"), {}), "email", most=ADDRESS)
    return Talk(external, person, at, line(row, "subject"), ended, assignee, tuple(messages), words(row, "tags"))


def _said(row: Json, whose: str, people: Mapping[str, Json]) -> Written | None:
    external, at, author = key(row, "id"), when(row, "created_at"), key(row, "author_id")
    who = people.get(author, {})
    theirs = author == whose or text(who, "role") == "end-user"
    if not external or at is None:
        return None
    files = tuple(
        Linked(key(one, "id"), url, line(one, "file_name"))
        for one in listed(row, "attachments") if (url := text(one, "content_url", most=2000))
    )  # fmt: skip
    said = text(row, "plain_body", most=TEXT) or text(row, "body", most=TEXT)
    if not said and not files:
        return None
    name, email = ("", "") if theirs else (line(who, "name"), line(who, "email", most=ADDRESS))
    way = "note" if row.get("public") is False else "in" if theirs else "out"
    html = text(row, "html_body", most=HTML)
    return Written(external, way, at, said, html, name, email, files)  # type: ignore[arg-type]
