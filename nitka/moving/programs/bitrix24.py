"""Bitrix24: lists of 50 after an id, as its documentation advises for much data; letters are activities of a thread,
after them come the chats of open lines."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from nitka.moving.contract import (
    Ask,
    Deal,
    Field,
    Found,
    Item,
    Json,
    Linked,
    Organisation,
    Page,
    Part,
    Person,
    Refused,
    Talk,
    Unread,
    Written,
)
from nitka.moving.programs.bitrix24_fields import own_fields, own_of
from nitka.moving.programs.bitrix24_lines import lines, opens
from nitka.moving.programs.reading import ADDRESS, HTML, TEXT, dig, key, line, listed, number, some, text, when

_PATH = re.compile(r"/rest/(\d{1,9})/([A-Za-z0-9]{6,100})/?(?:profile(?:\.json)?/?)?")
_LISTS: dict[Part, str] = {
    "companies": "crm.company.list", "customers": "crm.contact.list", "conversations": "crm.activity.list",
    "deals": "crm.deal.list",
}  # fmt: skip
_SELECT: dict[Part, list[str]] = {
    "companies": ["ID", "TITLE"],
    "customers": ["ID", "NAME", "SECOND_NAME", "LAST_NAME", "COMPANY_ID", "PHONE", "EMAIL", "UF_*"],
    "conversations": ["ID", "THREAD_ID", "SUBJECT", "DESCRIPTION", "DESCRIPTION_TYPE", "DIRECTION", "CREATED",
                      "COMPLETED", "LAST_UPDATED", "COMMUNICATIONS", "FILES", "SETTINGS"],
    "deals": ["ID", "TITLE", "STAGE_SEMANTIC_ID", "OPPORTUNITY", "CURRENCY_ID", "CONTACT_ID", "DATE_CREATE",
              "CLOSEDATE", "DATE_MODIFY"],
}  # fmt: skip
_PAGE = 50
_LETTER, _CONTACT, _HTML = "4", "3", 3


class Bitrix24:
    """Let in by an incoming webhook: its address is the key."""

    code = "bitrix24"
    name = "Bitrix24"
    parts: Sequence[Part] = ("companies", "customers", "conversations", "deals")
    pause = 0.5  # two questions a second
    fields: Sequence[Field] = (
        Field("hook", _("Address of an incoming webhook"),
              _("Developer resources, Other, Incoming webhook; with the right “CRM”. It looks as …/rest/1/abc123/."),
              secret=True),
    )  # fmt: skip

    def base(self, given: Mapping[str, str]) -> str:
        """The webhook."""
        parts = urlsplit(given["hook"])
        found = _PATH.fullmatch(parts.path)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or found is None:
            raise ValueError("hook")
        return f"{parts.scheme}://{parts.netloc}/rest/{found[1]}/{found[2]}"

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """None: the address is the key."""
        return {}

    def check(self, ask: Ask) -> Found:
        """Whose webhook it is, and how long each list is."""
        me = _result(ask.post("/profile.json", {}))
        counts: dict[Part, int] = {}
        for part, method in _LISTS.items():
            told = ask.post(f"/{method}.json", {"select": ["ID"], "filter": _only(part), "start": 0})
            _result(told)
            counts[part] = number(told, "total") or 0
        name = " ".join(some(line(me, "NAME"), line(me, "LAST_NAME")))
        counts.pop("conversations")  # letters are counted there, not conversations
        return Found(name, counts)

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """The fifty after the last id."""
        if "lines" in cursor:
            return lines(cursor, since, ask)
        if part == "customers" and "fields" not in cursor:
            return Page(cursor={"last": "0", "fields": own_fields(_result(ask.post("/crm.contact.fields.json", {})))})
        last = cursor.get("last", "0")
        only = _only(part) | {">ID": last}
        if since is not None and part in ("conversations", "deals"):
            only[">LAST_UPDATED" if part == "conversations" else ">DATE_MODIFY"] = since.isoformat(timespec="seconds")
        told = ask.post(f"/{_LISTS[part]}.json",
                        {"order": {"ID": "ASC"}, "filter": only, "select": _SELECT[part], "start": -1})  # fmt: skip
        found = _result(told)
        rows = list(listed({"rows": found}, "rows"))
        page = Page()
        for row in rows:
            one = _item(part, row, cursor.get("fields", {}))
            if isinstance(one, Unread):
                page.unread.append(one)
            elif one is not None:
                page.items.append(one)
        page.items = _together(page.items)
        ids = [n for row in rows if (n := number(row, "ID"))]
        page.cursor = {**cursor, "last": str(max(ids))} if ids and len(rows) >= _PAGE and max(ids) > int(last) else None
        if page.cursor is None and part == "conversations" and opens(ask):
            page.cursor = {"lines": "0"}
        return page


def _only(part: Part) -> Json:
    return {"TYPE_ID": _LETTER} if part == "conversations" else {}


def _result(told: Any) -> Any:
    """Bitrix24 says some of its errors with 200."""
    if not isinstance(told, dict) or "result" not in told:
        code = text(told, "error")
        raise Refused("forbidden" if "scope" in code or "ACCESS" in code else "unexpected")
    return told["result"]


def _item(part: Part, row: Json, fields: Json) -> Item | Unread | None:
    external = key(row, "ID")
    if not external:
        return None
    if part == "companies":
        name = line(row, "TITLE")
        return Organisation(external, name) if name else None
    if part == "customers":
        name = " ".join(some(line(row, "NAME"), line(row, "SECOND_NAME"), line(row, "LAST_NAME")))
        mails, phones = some(*_values(row, "EMAIL", ADDRESS)), some(*_values(row, "PHONE", 60))
        return Person(external, name, mails, phones, _numbers(row, "COMPANY_ID"), own_of(row, fields))
    return _talk(external, row) if part == "conversations" else _deal(external, row)


def _values(row: Json, name: str, most: int) -> list[str]:
    return [line(one, "VALUE", most=most) for one in listed(row, name)]


def _numbers(row: Json, name: str) -> tuple[str, ...]:
    found = key(row, name)
    return (found,) if found not in ("", "0") else ()


def _deal(external: str, row: Json) -> Deal | None:
    at = when(row, "DATE_CREATE")
    if at is None:
        return None
    state = {"S": "won", "F": "lost"}.get(text(row, "STAGE_SEMANTIC_ID"), "open")
    amount = text(row, "OPPORTUNITY", most=20)
    amount = amount if amount.replace(".", "").strip("0") else ""
    ended = when(row, "CLOSEDATE") or when(row, "DATE_MODIFY")
    return Deal(external, line(row, "TITLE"), at, _numbers(row, "CONTACT_ID"), state, ended, amount,  # type: ignore[arg-type]
                text(row, "CURRENCY_ID", most=3))  # fmt: skip


def _talk(external: str, row: Json) -> Talk | Unread | None:
    """A letter as a conversation of one message: those of a thread come together."""
    at = when(row, "CREATED")
    with_whom = next((one for one in listed(row, "COMMUNICATIONS") if key(one, "ENTITY_TYPE_ID") == _CONTACT), None)
    if at is None or with_whom is None or not key(with_whom, "ENTITY_ID"):
        return Unread(external, "nobody")
    address = line(with_whom, "VALUE", most=ADDRESS)
    person = Person(key(with_whom, "ENTITY_ID"), "", some(address if "@" in address else ""))
    body = text(row, "DESCRIPTION", most=HTML)
    marked = number(row, "DESCRIPTION_TYPE") == _HTML
    files = tuple(
        Linked(f"{external}:{key(one, 'id')}", url)
        for one in listed(row, "FILES") if (url := text(one, "url", most=2000))
    )  # fmt: skip
    way = "in" if number(row, "DIRECTION") == 1 else "out"
    author = line(dig(row, "SETTINGS", "EMAIL_META"), "from", most=ADDRESS) if way == "out" else ""
    said = Written(external, way, at, "" if marked else body[:TEXT], body if marked else "", author,  # type: ignore[arg-type]
                   author, files)  # fmt: skip
    over = when(row, "LAST_UPDATED") or at
    ended = over if text(row, "COMPLETED") == "Y" else None
    thread = key(row, "THREAD_ID")
    return Talk(thread if thread not in ("", "0") else external, person, at, line(row, "SUBJECT"), ended, "", (said,))


def _together(items: Sequence[Item]) -> list[Item]:
    """Letters of one thread are one conversation, as the last of them leaves it."""
    found: dict[Any, Item] = {}
    for n, one in enumerate(items):
        place = ("thread", one.external) if isinstance(one, Talk) else n
        had = found.get(place)
        if isinstance(one, Talk) and isinstance(had, Talk):
            one = Talk(had.external, had.person, had.at, had.subject, one.closed_at, "", (*had.messages, *one.messages))
        found[place] = one
    return list(found.values())
