"""Addresses, telephones, mailboxes and days, reduced to what can be compared. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nitka.customers.matching.letters import key
from nitka.customers.normalise import canonical

_FLAT = re.compile(r"\b(?:кв|квартира|apt|flat|оф|офис)\b\.?\s*№?\s*(\d+\w?)")
_HOUSE = re.compile(r"\b(?:д|дом|house)\b\.?\s*№?\s*(\d+\s?\w?(?:/\d+)?)\b")
_CITY = re.compile(r"\b(?:г|гор|город)\b\.?\s*([^\W\d_]+(?:[- ][^\W\d_]+)?)")
_NUMBERS = re.compile(r"\b(\d+[а-яa-z]?(?:/\d+)?)\b")
_MARKS = re.compile(
    r"\b(?:ул|улица|street|st|пр|просп|проспект|пр-т|avenue|ave|пер|переулок|ш|шоссе|наб|набережная|б-р|бульвар|пл|"
    r"площадь|проезд|мкр|микрорайон|road|rd|lane|корп|корпус|стр|россия|russia|обл|область)\b\.?"
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives; each part a key, "" where it is not known."""

    city: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""
    postcode: str = ""


def address(given: dict[str, str]) -> Address:
    """From attributes: `city`, `street`, `house`, `flat`, `postcode`, or all in one `address`."""
    free = _free(given.get("address", ""))
    number = given.get("house", "") or free.house
    return Address(
        city=place(given.get("city", "")) or free.city,
        street=place(_MARKS.sub(" ", given.get("street", "").lower())) or free.street,
        house=key(number.replace("/", "k")),
        flat=key(given.get("flat", "") or free.flat),
        postcode=key(given.get("postcode", "")),
    )


def place(text: str) -> str:
    """A city or a street: its words in one order, as one key."""
    return "".join(sorted(key(word) for word in _LETTERS.findall(_MARKS.sub(" ", text.lower())) if len(word) > 1))


def _free(text: str) -> Address:
    """«Химки, ул. Заречная, д. 7, кв. 41», «Заречная 7-41»."""
    plain = text.lower()[:300]
    if not plain.strip():
        return Address()
    flat, house, city = _FLAT.search(plain), _HOUSE.search(plain), _CITY.search(plain)
    for found in (flat, house, city):
        plain = plain.replace(found[0], " , ") if found else plain
    numbers = [one for one in _NUMBERS.findall(plain) if len(one) < 6]
    number = house[1] if house else numbers.pop(0) if numbers else ""
    parts = [part for part in plain.split(",") if _LETTERS.search(_MARKS.sub(" ", part))]
    marked = next((part for part in parts if _MARKS.search(part)), parts[-1] if parts else "")
    town = city[1] if city else next((part for part in parts if part is not marked), "")
    return Address(place(town), place(marked), number.replace(" ", ""), flat[1] if flat else "".join(numbers[:1]))


def phones(values: Iterable[str]) -> list[str]:
    """National numbers without what stands before and behind them."""
    found = {"".join(sign for sign in one.partition(";ext=")[0] if sign.isdigit())[-10:] for one in values}
    return sorted(one for one in found if len(one) >= 7)


def mailboxes(values: Iterable[str]) -> list[str]:
    """E-mails as their providers read them."""
    return sorted({canonical("email", one) for one in values if "@" in one})


def users(values: Iterable[str]) -> list[str]:
    """What stands before the @, where it is long enough to be somebody's own."""
    found = {re.sub(r"[._-]", "", one.rpartition("@")[0]) for one in mailboxes(values)}
    return sorted(one for one in found if len(one) >= 5)


def day(text: str) -> str:
    """A date of birth as eight digits, "" for what is none."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", text) or None
    if found:
        return "".join(found.groups())
    found = re.match(r"(\d\d?)[./](\d\d?)[./](\d{4})\b", text)
    return f"{found[3]}{int(found[2]):02}{int(found[1]):02}" if found else ""
