"""One spelling for each address and number, so that `=` finds it."""

import re
import unicodedata
from typing import Any

import phonenumbers

LONGEST = 320  # 64 before the @ and 255 after it
_PLAIN = re.compile(r"[^\s@<>,;:\"()\[\]\\]+\Z")
_QUOTED = re.compile(r'"((?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*)"\Z')
_LABEL = re.compile(r"[^\W_](?:[\w-]*\w)?\Z")
_LETTERS = re.compile(r"[^\W\d_]+")
# One number of Russia as it is mostly written: the library finds the same, thirty times as slowly
_RUSSIAN = re.compile(r"(?:\+7|8)[ -]?(\([3489]\d\d\)|[3489]\d\d)[ -]?(\d{3})[ -]?(\d\d)[ -]?(\d\d)\Z", re.ASCII)
# Cyrillic letters that no eye tells from Latin ones
_TWINS = set("асеорхуіјѕһԁԛԝ")
# What a provider reads as the same mailbox: domains that are one, and signs that it does not see
_SAME_DOMAIN = {"googlemail.com": "gmail.com", "ya.ru": "yandex.ru", "yandex.com": "yandex.ru", "yandex.by":
                "yandex.ru", "yandex.kz": "yandex.ru", "narod.ru": "yandex.ru"}  # fmt: skip
_UNSEEN: dict[str, dict[int, Any]] = {"gmail.com": str.maketrans("", "", "."), "yandex.ru": str.maketrans("-", ".")}


def email(text: str) -> str | None:
    """A lower-case address with its domain in letters (not punycode), or None for what is none."""
    local, at, domain = unicodedata.normalize("NFC", text.strip()).lower().rpartition("@")
    if not at or not local:
        return None
    before, after = _local(local), host(domain)
    if before is None or after is None:
        return None
    return f"{before}@{after}"


def _local(text: str) -> str | None:
    quoted = _QUOTED.match(text)
    if quoted:
        inner = re.sub(r"\\(.)", r"\1", quoted[1])
        if _PLAIN.match(inner):
            text = inner
    elif not _PLAIN.match(text):
        return None
    return text if 0 < len(text) <= 64 else None


def host(text: str) -> str | None:
    """A lower-case host in letters (not punycode), or None for what is none."""
    text = unicodedata.normalize("NFC", text).lower().rstrip(".")
    try:
        wire = text.encode("idna")
        letters = wire.decode("idna")
    except UnicodeError:
        return None
    labels = letters.split(".")
    if len(wire) > 255 or len(labels) < 2 or len(labels[-1]) < 2 or labels[-1].isdigit():
        return None
    return letters if all(_LABEL.match(label) for label in labels) else None


def canonical(kind: str, value: str) -> str:
    """What several spellings of one mailbox have in common (plus tags, the dots of Gmail); else the value itself.

    For proposals only: that they are one mailbox is the provider's habit, not a proof.
    """
    if kind != "email" or value.startswith('"'):
        return value
    local, _, domain = value.rpartition("@")
    domain = _SAME_DOMAIN.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _UNSEEN:
        local = local.translate(_UNSEEN[domain]) or local
    return f"{local}@{domain}"


def disguised(kind: str, value: str) -> bool:
    """Looks like another address: letters of two alphabets in one word, or Cyrillic twins of a Latin name."""
    if kind != "email" or value.isascii():
        return False
    local, _, domain = value.rpartition("@")
    *labels, top = domain.split(".")
    if any(len(_alphabets(word)) > 1 for word in (*_LETTERS.findall(local), *labels, top)):
        return True
    return top.isascii() and any(set(_LETTERS.findall(label) and "".join(_LETTERS.findall(label))) <= _TWINS
                                 for label in labels if not label.isascii())  # fmt: skip


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in word if letter.isalpha()}


def phone(text: str, region: str = "RU") -> str | None:
    """The number in a text as E.164, `;ext=` behind it where one was given; None where there is none."""
    return next(iter(phones(text, region)), None)


def phones(text: str, region: str = "RU") -> list[str]:
    """Every number written in a field, as people write them: «8 916…, т. 8(495)… доб. 12»."""
    if region == "RU" and (plain := _RUSSIAN.match(text)):
        return ["+7" + plain[1].strip("()") + plain[2] + plain[3] + plain[4]]
    found = phonenumbers.PhoneNumberMatcher(text[:400], region, leniency=phonenumbers.Leniency.POSSIBLE)
    return list(dict.fromkeys(_number(match.number) for match in found))


def _number(number: phonenumbers.PhoneNumber) -> str:
    plain = phonenumbers.PhoneNumber(country_code=number.country_code, national_number=number.national_number,
                                     italian_leading_zero=number.italian_leading_zero,
                                     number_of_leading_zeros=number.number_of_leading_zeros)  # fmt: skip
    written = phonenumbers.format_number(plain, phonenumbers.PhoneNumberFormat.E164)
    return f"{written};ext={number.extension}" if number.extension else str(written)
