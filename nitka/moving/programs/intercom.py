"""Intercom: contacts by cursor, companies by page, conversations found by time and read whole."""

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
    Talk,
    Written,
)
from nitka.moving.programs.reading import (
    ADDRESS,
    HTML,
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

_REGIONS = {"us": "https://api.intercom.io", "eu": "https://api.eu.intercom.io", "au": "https://api.au.intercom.io"}
_LISTS: dict[Part, str] = {"companies": "/companies", "customers": "/contacts", "conversations": "/conversations"}
_THEIRS = ("user", "lead", "contact", "visitor")


class Intercom:
    """Let in by an access token of an app of one's own."""

    code = "intercom"
    name = "Intercom"
    parts: Sequence[Part] = ("companies", "customers", "conversations")
    pause = 0.07  # 166 questions in ten seconds
    fields: Sequence[Field] = (
        Field("region", _("Region"), _("Where your data lies: us, eu or au. It stands in Settings."), example="us"),
        Field("token", _("Access token"), _("Developer Hub, your app, Authentication."), secret=True),
    )
    regions = _REGIONS

    def base(self, given: Mapping[str, str]) -> str:
        """The API of a region."""
        found = self.regions.get(given["region"].lower())
        if found is None:
            raise ValueError("region")
        return found

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """The token, and the version that this reads."""
        return {"Authorization": f"Bearer {given['token']}", "Intercom-Version": "2.11"}

    def check(self, ask: Ask) -> Found:
        """The app's name; each list says how long it is."""
        me = ask.get("/me")
        counts: dict[Part, int] = {}
        for part, path in _LISTS.items():
            with suppress(Missing):
                counts[part] = number(ask.get(path, per_page=1), "total_count") or 0
        return Found(line(me, "app", "name") or line(me, "name"), counts, key(me, "app", "id_code"))

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """A page of a list, or one conversation whole."""
        if part == "companies":
            return _companies(cursor, ask)
        if part == "customers":
            told = ask.get("/contacts", per_page=100, starting_after=cursor.get("after"))
            items: list[Item] = [one for row in listed(told, "data") if (one := _person(row))]
            return Page(items, _after(told))
        return _talks(cursor, since, ask)


def _after(told: Json) -> Json | None:
    after = text(told, "pages", "next", "starting_after", most=1000)
    return {"after": after} if after else None


def _companies(cursor: Json, ask: Ask) -> Page:
    n = cursor.get("page", 1)
    told = ask.post(f"/companies/list?page={n}&per_page=60", {})
    items: list[Item] = [
        Organisation(external, line(row, "name") or line(row, "company_id") or external, ())
        for row in listed(told, "data") if (external := key(row, "id"))
    ]  # fmt: skip
    return Page(items, {"page": n + 1} if n < (number(told, "pages", "total_pages") or 0) else None)


def _person(row: Json) -> Person | None:
    external = key(row, "id")
    if not external:
        return None
    mails, phones = some(line(row, "email", most=ADDRESS)), some(line(row, "phone", most=40))
    firms = some(*(key(one, "id") for one in listed(row, "companies", "data")))
    return Person(external, line(row, "name"), mails, phones, firms, own(row, "custom_attributes"))


def _talks(cursor: Json, since: datetime | None, ask: Ask) -> Page:
    if cursor.get("todo"):
        return first(cursor, lambda external: _talk(external, ask))
    if cursor.get("end"):
        return Page()
    told = ask.post("/conversations/search", {
        "query": {"field": "updated_at", "operator": ">", "value": int(since.timestamp()) if since else 0},
        "sort": {"field": "created_at", "order": "ascending"},
        "pagination": {"per_page": 50, **({"starting_after": cursor["after"]} if cursor.get("after") else {})},
    })  # fmt: skip
    rows = [one for row in listed(told, "conversations") if (one := key(row, "id"))]
    after = _after(told)
    return Page(cursor={**(after or {}), "end": after is None, "todo": rows})


def _talk(external: str, ask: Ask) -> Talk:
    row = ask.get(f"/conversations/{external}")
    whose = next((one for each in listed(row, "contacts", "contacts") if (one := key(each, "id"))), "")
    author, at = dig(row, "source", "author"), when(row, "created_at")
    person = None
    if key(author, "id") == whose and text(author, "type") in _THEIRS:
        person = Person(whose, line(author, "name"), some(line(author, "email", most=ADDRESS)))
    elif whose:
        try:
            person = _person(ask.get(f"/contacts/{whose}"))
        except Missing:
            person = Person(whose)
    if person is None or not person.external or at is None:
        raise Nobody
    told = [_said(row.get("source"), at)]
    told += [_said(each, None) for each in listed(row, "conversation_parts", "conversation_parts")]
    messages = sorted((said for said in told if said), key=lambda said: said.at)
    ended = None
    if text(row, "state") == "closed":
        ended = when(row, "statistics", "last_close_at") or when(row, "updated_at") or at
    subject = line(row, "title") or line(row, "source", "subject")
    return Talk(external, person, at, subject, ended, _assignee(row), tuple(messages), words(row, "tags", "tags"))


def _assignee(row: Json) -> str:
    """Their address, where they have written."""
    wanted = key(row, "admin_assignee_id")
    authors = [one.get("author") for one in listed(row, "conversation_parts", "conversation_parts")]
    return next((line(one, "email", most=ADDRESS) for one in authors if wanted and key(one, "id") == wanted), "")


def _said(row: object, at: datetime | None) -> Written | None:
    external, at = key(row, "id"), at or when(row, "created_at")
    html = text(row, "body", most=HTML)
    files = tuple(
        Linked(f"{external}:{n}", url, line(one, "name"))
        for n, one in enumerate(listed(row, "attachments")) if (url := text(one, "url", most=2000))
    )  # fmt: skip
    if not external or at is None or (not html and not files):
        return None
    theirs = text(row, "author", "type") in _THEIRS
    name, email = ("", "") if theirs else (line(row, "author", "name"), line(row, "author", "email", most=ADDRESS))
    way = "note" if text(row, "part_type") == "note" else "in" if theirs else "out"
    return Written(external, way, at, "", html, name, email, files)  # type: ignore[arg-type]
