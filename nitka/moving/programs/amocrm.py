"""amoCRM: companies, contacts, notes on them and deals by pages of 250. Its API gives out no messages of chats."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from nitka.moving.contract import Ask, Deal, Field, Found, Item, Json, Organisation, Page, Part, Person
from nitka.moving.programs.amocrm_notes import notes
from nitka.moving.programs.reading import ADDRESS, key, line, listed, number, some, text, when, words

_LISTS: dict[str, str] = {"companies": "companies", "customers": "contacts", "deals": "leads"}
_WON, _LOST = 142, 143  # the same in every pipeline


class AmoCrm:
    """Let in by a long-lived token of an integration of one's own."""

    code = "amocrm"
    name = "amoCRM"
    parts: Sequence[Part] = ("companies", "customers", "conversations", "deals")
    pause = 0.15  # seven questions a second; who asks more is shut out
    fields: Sequence[Field] = (
        Field("url", _("Address"), _("Where you open amoCRM."), example="https://company.amocrm.ru"),
        Field("token", _("Long-lived token"), _("amoMarket, an integration of your own, Keys and scopes."),
              secret=True),
    )  # fmt: skip

    def base(self, given: Mapping[str, str]) -> str:
        """The API of an account."""
        parts = urlsplit(given["url"] if "://" in given["url"] else f"https://{given['url']}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise ValueError("url")
        return f"{parts.scheme}://{parts.netloc}/api/v4"

    def headers(self, given: Mapping[str, str]) -> dict[str, str]:
        """The token."""
        return {"Authorization": f"Bearer {given['token']}"}

    def check(self, ask: Ask) -> Found:
        """The account's name; how much there is it does not say."""
        return Found(line(ask.get("/account"), "name"))

    def page(self, part: Part, cursor: Json, since: datetime | None, ask: Ask) -> Page:
        """250 of a list; an empty one is answered by nothing."""
        if part == "conversations":
            return notes(cursor, since, ask)
        n, name = cursor.get("page", 1), _LISTS[part]
        currency = cursor.get("currency", "")
        query: Json = {"page": n, "limit": 250, "order[id]": "asc"}
        if part == "deals":
            currency = currency or text(ask.get("/account"), "currency", most=3)
            query |= {"with": "contacts,loss_reason"}
            query |= {"filter[updated_at][from]": int(since.timestamp())} if since else {}
        told = ask.get(f"/{name}", **query) or {}
        rows = list(listed(told, "_embedded", name))
        items: list[Item] = [one for row in rows if (one := _item(part, row, currency))]
        more = text(told, "_links", "next", "href", most=2000)
        return Page(items, {"page": n + 1, "currency": currency} if rows and more else None)


def _item(part: Part, row: Json, currency: str) -> Item | None:
    external = key(row, "id")
    if not external or row.get("is_deleted") is True:
        return None
    if part == "companies":
        name = line(row, "name")
        return Organisation(external, name) if name else None
    if part == "customers":
        return _person(external, row)
    return _deal(external, row, currency)


def _person(external: str, row: Json) -> Person:
    name = line(row, "name") or " ".join(some(line(row, "first_name"), line(row, "last_name")))
    mails, phones = some(*_values(row, "EMAIL", ADDRESS)), some(*_values(row, "PHONE", 60))
    firms = some(*(key(one, "id") for one in listed(row, "_embedded", "companies")))
    return Person(external, name, mails, phones, firms, _own(row), words(row, "_embedded", "tags"))


def _own(row: Json) -> Json:
    """Fields of their own, by the names they bear there; several values are a list."""
    found: Json = {}
    for field in listed(row, "custom_fields_values"):
        name = line(field, "field_name")
        said = [text(one, "value", most=2000) for one in listed(field, "values")]
        if name and text(field, "field_code") not in ("EMAIL", "PHONE", "IM") and any(said):
            found[name] = said[0] if len(said) == 1 else said
    return found


def _values(row: Json, code: str, most: int) -> Iterator[str]:
    for field in listed(row, "custom_fields_values"):
        if text(field, "field_code") == code:
            yield from (line(one, "value", most=most) for one in listed(field, "values"))


def _deal(external: str, row: Json, currency: str) -> Deal | None:
    at, status = when(row, "created_at"), number(row, "status_id")
    if at is None:
        return None
    people = sorted(listed(row, "_embedded", "contacts"), key=lambda one: one.get("is_main") is not True)
    reason = next((line(one, "name") for one in listed(row, "_embedded", "loss_reason")), "")
    amount = text(row, "price", most=20)
    return Deal(
        external, line(row, "name"), at, some(*(key(one, "id") for one in people)),
        "won" if status == _WON else "lost" if status == _LOST else "open",
        when(row, "closed_at") or when(row, "updated_at"),
        amount if amount not in ("", "0") else "", currency, reason if status == _LOST else "",
    )  # fmt: skip
