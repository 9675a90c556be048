"""Chats of Bitrix24's open lines: an activity names the session and the contact, the session's history is the talk."""

from datetime import datetime
from typing import Any

from nitka.moving.contract import Ask, Json, Linked, Page, Person, Talk, Unread, Written
from nitka.moving.programs.reading import ADDRESS, TEXT, dig, key, line, listed, number, text, when
from nitka.moving.programs.todo import Nobody, first

_PAGE = 50
_CONTACT = "3"
_SELECT = ["ID", "ASSOCIATED_ENTITY_ID", "SUBJECT", "CREATED", "COMPLETED", "LAST_UPDATED", "COMMUNICATIONS"]


def opens(ask: Ask) -> bool:
    """Whether the webhook may read open lines: it has the right, or they are passed by."""
    told = ask.post("/scope.json", {})
    rights = dig(told, "result")
    return isinstance(rights, list) and "imopenlines" in rights


def lines(cursor: Json, since: datetime | None, ask: Ask) -> Page:
    """Fifty chats' list, then each of them whole, a step of its own."""
    if cursor.get("todo"):
        return first(cursor, lambda entry: _talk(entry, ask))
    only: Json = {"PROVIDER_ID": "IMOPENLINES_SESSION", ">ID": cursor["lines"]}
    only |= {">LAST_UPDATED": since.isoformat(timespec="seconds")} if since else {}
    told = ask.post("/crm.activity.list.json", {"order": {"ID": "ASC"}, "filter": only, "select": _SELECT, "start": -1})
    rows = list(listed(told, "result"))
    ids = [n for row in rows if (n := number(row, "ID"))]
    if not ids or max(ids) <= int(cursor["lines"]):
        return Page()
    page = Page(cursor={"lines": str(max(ids)), "todo": []})
    for row in rows:
        entry = _entry(row)
        if entry:
            page.cursor["todo"].append(entry)  # type: ignore[index]
        else:
            page.unread.append(Unread(key(row, "ID"), "nobody"))
    return page


def _entry(row: Json) -> str:
    """Session, contact and whether it is over: all that is needed to ask for it."""
    session = key(row, "ASSOCIATED_ENTITY_ID")
    contact = next((key(one, "ENTITY_ID") for one in listed(row, "COMMUNICATIONS")
                    if key(one, "ENTITY_TYPE_ID") == _CONTACT), "")  # fmt: skip
    over = "over" if text(row, "COMPLETED") == "Y" else "open"
    return f"{session} {contact} {over}" if session.isdecimal() and contact else ""


def _talk(entry: str, ask: Ask) -> Talk:
    session, contact, over = entry.split(" ")
    told = ask.post("/imopenlines.session.history.get.json", {"SESSION_ID": int(session)})
    found = dig(told, "result")
    users = {key(one, "id"): one for one in _values(found, "users")}
    files = {key(one, "id"): one for one in _values(found, "files")}
    said = [one for row in _values(found, "message") if (one := _said(row, users, files))]
    if not said:
        raise Nobody
    said.sort(key=lambda one: (one.at, int(one.external.partition(":")[2])))
    ended = said[-1].at if over == "over" else None
    return Talk(f"line:{session}", Person(contact), said[0].at, "", ended, "", tuple(said))


def _values(of: Any, name: str) -> list[Json]:
    """Of an object of objects, or of a list of them, as PHP answers an empty one."""
    found = dig(of, name)
    rows = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
    return [one for one in rows if isinstance(one, dict)]


def _said(row: Json, users: dict[str, Json], files: dict[str, Json]) -> Written | None:
    """What a person said; sender 0 is the program itself."""
    external, at, sender = key(row, "id"), when(row, "date"), key(row, "senderid") or key(row, "senderId")
    if not external.isdecimal() or at is None or sender in ("", "0"):
        return None
    who = users.get(sender, {})
    theirs = who.get("connector") is True
    named = dig(row, "params", "FILE_ID")
    sent = [files[one] for one in map(str, named if isinstance(named, list) else [named]) if one in files]
    linked = tuple(
        Linked(f"{external}:{key(one, 'id')}", url, line(one, "name"))
        for one in sent if (url := text(one, "urlDownload", most=2000))
    )  # fmt: skip
    words = text(row, "textlegacy", most=TEXT) or text(row, "text", most=TEXT)
    if not words and not linked:
        return None
    name, email = ("", "") if theirs else (line(who, "name"), line(who, "email", most=ADDRESS))
    return Written(f"line:{external}", "in" if theirs else "out", at, words, "", name, email, linked)
