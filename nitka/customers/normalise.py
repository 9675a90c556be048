"""One spelling for each identity, so that `=` finds it."""

import re

import phonenumbers

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]{2,}\Z")


def email(text: str) -> str | None:
    """A lower-case address, or None for what is none."""
    value = text.strip().lower()
    return value if len(value) <= 254 and _EMAIL.match(value) else None


def phone(text: str, region: str = "RU") -> str | None:
    """E.164, or None for what is no possible number."""
    try:
        number = phonenumbers.parse(text[:64], region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def identity(kind: str, text: str) -> str | None:
    """The normal spelling of any kind of identity, or None when it cannot be one."""
    if kind == "email":
        return email(text)
    if kind == "phone":
        return phone(text)
    value = text.strip()
    return value if 0 < len(value) <= 255 else None
