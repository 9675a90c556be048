"""Variables of canned answers: {customer.first_name} becomes a name, what is not known is told and never sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.conversations.desk.names import first_name
from nitka.conversations.models import Canned

VARIABLES: dict[str, str | Promise] = {
    "customer.name": _("The customer’s name"),
    "customer.first_name": _("The customer’s first name"),
    "member.name": _("Your name"),
    "member.first_name": _("Your first name"),
    "conversation.number": _("The number of the conversation"),
    "conversation.subject": _("The subject of the conversation"),
    "brand": _("The name of the company"),
}
_VARIABLE = re.compile(r"\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}")
_ROOTS = {name.partition(".")[0] for name in VARIABLES}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables filled in; `missing` stand in it as they were."""

    text: str
    missing: list[str]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values in; an unknown variable and one without a value stay, and are named."""
    missing: list[str] = []

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], "")
        if not value:
            missing.append(found[1])
        return value or found[0]

    filled = _VARIABLE.sub(put, text)
    return Filled(filled, list(dict.fromkeys(missing)))


def unknown(text: str) -> list[str]:
    """The variables of a text that do not exist."""
    return [name for name in dict.fromkeys(_VARIABLE.findall(text)) if name not in VARIABLES]


def unfilled(text: str, told: "set[str] | frozenset[str]" = frozenset()) -> list[str]:
    """What must not go out: variables of ours that are still in braces, and those the composer was told of."""
    names = dict.fromkeys(_VARIABLE.findall(text))
    return [name for name in names if name.partition(".")[0] in _ROOTS or name in told]


def values(*, customer: str, member: Member, number: int, subject: str, brand: str) -> dict[str, str]:
    """What the variables are in one conversation."""
    return {
        "customer.name": customer,
        "customer.first_name": first_name(customer),
        "member.name": member.name,
        "member.first_name": first_name(member.name),
        "conversation.number": str(number),
        "conversation.subject": subject,
        "brand": brand,
    }


def text_in(canned: Canned, language: str) -> str:
    """The text in a language, else in the other one."""
    texts = (canned.text_ru, canned.text_en) if language == "ru" else (canned.text_en, canned.text_ru)
    return texts[0] or texts[1]
