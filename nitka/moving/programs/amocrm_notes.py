"""amoCRM's notes on contacts: what colleagues wrote, SMS both ways, calls; those of one contact are a conversation."""

from collections.abc import Mapping
from datetime import datetime

from nitka.moving.contract import Ask, Item, Json, Page, Person, Talk, Way, Written
from nitka.moving.programs.reading import ADDRESS, TEXT, key, line, listed, number, some, text, when

_WAYS: dict[str, Way] = {
    "common": "note", "geolocation": "note", "call_in": "note", "call_out": "note", "attachment": "note",
    "sms_in": "in", "sms_out": "out",
}  # fmt: skip
_MANY = 250


def notes(cursor: Json, since: datetime | None, ask: Ask) -> Page:
    """250 notes on contacts, by when they were made; first of all who works there."""
    users = cursor.get("users")
    if users is None:
        return Page(cursor={"page": 1, "users": _users(ask)})
    n = cursor["page"]
    query: Json = {"page": n, "limit": _MANY, "order[id]": "asc"}
    query |= {"filter[updated_at][from]": int(since.timestamp())} if since else {}
    told = ask.get("/contacts/notes", **query) or {}
    rows = list(listed(told, "_embedded", "notes"))
    more = text(told, "_links", "next", "href", most=2000)
    return Page(_talks(rows, users), {"page": n + 1, "users": users} if rows and more else None)


def _users(ask: Ask) -> Json:
    found: Json = {}
    for n in range(1, 21):
        rows = list(listed(ask.get("/users", page=n, limit=_MANY) or {}, "_embedded", "users"))
        found |= {key(one, "id"): [line(one, "name"), line(one, "email", most=ADDRESS)] for one in rows}
        if len(rows) < _MANY:
            break
    return found


def _talks(rows: list[Json], users: Mapping[str, list[str]]) -> list[Item]:
    found: dict[str, list[Written]] = {}
    for row in rows:
        whose, said = key(row, "entity_id"), _said(row, users)
        if whose and said:
            found.setdefault(whose, []).append(said)
    return [
        Talk(f"notes:{whose}", Person(whose), min(one.at for one in said), "amoCRM", max(one.at for one in said), "",
             tuple(sorted(said, key=lambda one: one.at)))
        for whose, said in found.items()
    ]  # fmt: skip


def _said(row: Json, users: Mapping[str, list[str]]) -> Written | None:
    external, at, kind = key(row, "id"), when(row, "created_at"), text(row, "note_type")
    way = _WAYS.get(kind)
    if way is None or not external or at is None:
        return None
    words = _call(row, kind) if kind.startswith("call") else _words(row)
    name, email = users.get(key(row, "created_by")) or ["", ""]
    ours = way != "in"
    return Written(external, way, at, words, "", name if ours else "", email if ours else "") if words else None


def _words(row: Json) -> str:
    said = text(row, "params", "text", most=TEXT)
    return said or line(row, "params", "original_name") or line(row, "params", "address")


def _call(row: Json, kind: str) -> str:
    """`☎ ← +79162041833 · 2:05 · asks for a call`, and where the record lies."""
    lasted = number(row, "params", "duration") or 0
    length = f"{lasted // 60}:{lasted % 60:02}" if 0 < lasted < 100_000 else ""
    head = " ".join(some("☎", "←" if kind == "call_in" else "→", line(row, "params", "phone", most=40)))
    said = " · ".join(some(head, length, line(row, "params", "call_result")))
    return "\n".join(some(said, line(row, "params", "link", most=2000)))
