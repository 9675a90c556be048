"""A customer as the comparison sees them: a row of keys, and the blocks in which they are looked for. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nitka.customers.matching import places
from nitka.customers.matching.spelling import Name, parse

BIRTH = ("birthday", "birth_date", "date_of_birth", "birthdate", "dob")
PLACE = ("city", "address", "street", "house", "flat", "postcode")
OTHER = {"building": "house", "apartment": "flat", "zip": "postcode", "postal_code": "postcode", "town": "city"}
ATTRIBUTES = (*BIRTH, *PLACE, *OTHER)
# The columns of a row with their types in SQL
COLUMNS = {
    "unique_id": "varchar", "given": "varchar", "given_forms": "varchar[]", "surname": "varchar",
    "patronymic": "varchar", "phones": "varchar[]", "emails": "varchar[]", "users": "varchar[]", "birth": "varchar",
    "city": "varchar", "street": "varchar", "house": "varchar", "flat": "varchar", "written": "varchar",
    "mails": "varchar[]",
    "fresh": "boolean", "keys": "varchar[]",
}  # fmt: skip
Row = dict[str, Any]


def record(
    unique_id: str,
    name: str,
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    attributes: Mapping[str, str] | None = None,
    *,
    fresh: bool = True,
) -> Row | None:
    """The row of a customer; None for one of whom nothing is known that could be compared."""
    emails = list(emails)
    known = {OTHER.get(one, one): text for one, text in (attributes or {}).items()}
    named, lives = parse(name), places.address(known)
    row: Row = {
        "unique_id": unique_id,
        "given": named.given.key or None,
        "given_forms": sorted(named.forms) or None if len(named.given.key) > 1 else None,
        "surname": named.surname.key or None,
        "patronymic": named.patronymic.key or None,
        "phones": places.phones(phones) or None,
        "emails": places.mailboxes(emails) or None,
        "users": places.users(emails) or None,
        "birth": next((day for one in BIRTH if (day := places.day(known.get(one, "")))), None),
        "city": lives.city or None,
        "street": lives.street or None,
        "house": lives.house or None,
        "flat": lives.flat or None,
        "written": name[:200],
        "mails": sorted(emails) or None,
        "fresh": fresh,
    }
    row["keys"] = sorted(set(_blocks(row, named)))
    return row if row["keys"] else None


def _blocks(row: Row, named: Name) -> Iterator[str]:
    """Where to look for the others: whoever shares one of these is compared, unless too many share it."""
    forms = row["given_forms"] or ()
    surname, city, birth = row["surname"], row["city"], row["birth"]
    for phone in row["phones"] or ():
        yield f"phone:{phone}"
        yield f"tail:{phone[-5:]}"  # a digit is wrong before it
        yield from (f"head:{phone[:5]}:{one}" for one in (*forms, surname) if one)  # or behind
    yield from (f"mail:{one}" for one in row["emails"] or ())
    yield from (f"user:{one}" for one in row["users"] or ())
    yield from _by_name(forms, surname, row["given"], row["patronymic"], city)
    if birth:
        yield from (f"born:{birth}:{one}" for one in (*forms, surname) if one)
        if surname:
            yield from (f"born:{part}:{surname}" for part in (birth[:4], birth[4:]))
    if row["street"] and row["house"]:
        home = f"{row['street']}:{row['house']}"
        yield f"home:{home}:{row['flat'] or ''}"
        yield from (f"home:{home}:{one}" for one in (*forms, surname) if one)


def _by_name(
    forms: Iterable[str], surname: str | None, given: str | None, patronymic: str | None, city: str | None
) -> Iterator[str]:
    if not surname:
        return
    yield f"name:{surname}"
    start = given[0] if given else ""
    if patronymic:
        yield f"name:{surname}:{start}:{patronymic[0]}"
        yield f"name:{surname}:{start}:{patronymic[0]}:{city}"
    if city:
        yield f"name:{surname}:{city}"
    for form in forms:
        yield f"name:{surname}:{form}"
        yield f"name:{surname[:3]}{len(surname) // 3}:{form}:{city}"
        if city:
            yield f"name:{surname}:{form}:{city}"

