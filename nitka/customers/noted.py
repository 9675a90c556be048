"""Contacts as people write them into one field: what each is, why one cannot be, and whose it is already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from nitka.customers import kinds, queries
from nitka.customers.actions.claims import find
from nitka.customers.models import Customer
from nitka.customers.names import names_of
from nitka.customers.rules import Rules, blocked
from nitka.kit.text import scrub

LONGEST = 4_000
MOST = 20
_ADDRESS = re.compile(r"(?:mailto:)?([^\s,;<>]+@[^\s,;<>]+)")
_DIGITS = re.compile(r"\d")
_FEW = 5  # digits that may stand beside a number and mean nothing: an extension’s, a flat’s
_CANNOT = ("nothing", "repeated", "disguised")  # by the rules; a role’s mailbox may be somebody’s


@dataclass(frozen=True, slots=True)
class Noted:
    """A contact that was written down: `text` as people read it; `wrong` says why it cannot be one."""

    text: str
    kind: str = ""
    value: str = ""
    wrong: str = ""
    whose: Customer | None = None
    name: str = ""  # what whoever has it is called

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return kinds.KINDS[self.kind].icon if self.kind else "alert"


def noted(text: str) -> list[Noted]:
    """Every contact in a field, each once, with whose it is. Three statements at most."""
    lines = [line.strip() for line in scrub(text[:LONGEST]).splitlines() if line.strip()]
    rules = queries.rules_in_force() if lines else None
    read = [one for line in lines for one in _read(line, rules)] if rules else []
    found = list({(one.kind, one.value or one.text): one for one in read}.values())
    if len(found) > MOST:
        found = [*found[:MOST], Noted(found[MOST].text, wrong=_("At most %(n)s contacts at once") % {"n": MOST})]
    return _whose(found)


def owners(contacts: Sequence[Noted]) -> dict[Customer, str]:
    """Who has any of them already → what they are called."""
    return {one.whose: one.name for one in contacts if one.whose is not None}


def _read(line: str, rules: Rules) -> list[Noted]:
    whole = kinds.spell("email", line)  # a quoted address may hold blanks
    if whole:
        return [_contact("email", whole, rules)]
    mails = [_mail(part.rstrip("."), rules) for part in _ADDRESS.findall(line)]
    rest = _ADDRESS.sub(" ", line)
    phones = [_contact("phone", value, rules) for value in kinds.spell_all("phone", rest)]
    left = [] if phones or (mails and len(_DIGITS.findall(rest)) < _FEW) else [_unread(line if not mails else rest)]
    return [*mails, *phones, *left]


def _mail(part: str, rules: Rules) -> Noted:
    spelt = kinds.spell("email", part)
    return _contact("email", spelt, rules) if spelt else Noted(part[:80], wrong=_("This is not an e-mail address"))


def _unread(text: str) -> Noted:
    return Noted(" ".join(text.split())[:80], wrong=_("Neither an e-mail address nor a phone number"))


def _contact(kind: str, value: str, rules: Rules) -> Noted:
    why = blocked(rules, kind, value)
    wrong = {
        "disguised": _("It has letters of two alphabets: type it anew in one keyboard layout"),
    }.get(why, _("This is nobody’s contact"))
    return Noted(kinds.said(kind, value), kind, value, wrong if why in _CANNOT else "")


def _whose(contacts: list[Noted]) -> list[Noted]:
    known = find((one.kind, one.value) for one in contacts if one.value)
    names = names_of({one.customer for one in known.values()})
    return [
        replace(one, whose=has.customer, name=names[has.customer_id]) if has else one
        for one in contacts
        for has in [known.get((one.kind, one.value))]
    ]
