"""What a column can be with us."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.customers import attributes, kinds

EXTERNAL, NAME, FIRST, MIDDLE, LAST = "external", "name", "first", "middle", "last"
LANGUAGE, CURRENCY, LABELS = "language", "currency", "labels"
COMPANY, DOMAIN, ROLE = "company", "company_domain", "company_role"
CONSENT = "consent:"  # consent:<purpose>[:<kind of contact>]
OWN = "own:"  # own:<key>[:<sort>], an attribute; the sort of one that is not there yet
# What identifies somebody, the worthiest first
IDENTITIES = ("card", "user", "email", "phone", "telegram", "whatsapp", "viber", "vk", "max", "instagram", "facebook")
NAMES = (NAME, FIRST, MIDDLE, LAST)
_OWN = re.compile(r"own:([a-z][a-z0-9_]{0,39})(?::(text|number|date|yesno|list|money))?\Z")
_CONSENT = re.compile(r"consent:([a-z][a-z0-9_-]{0,39})(?::(email|phone))?\Z")
_LABELS = {
    EXTERNAL: gettext_lazy("Number in your system"),
    NAME: gettext_lazy("Full name"),
    FIRST: gettext_lazy("First name"),
    MIDDLE: gettext_lazy("Middle name"),
    LAST: gettext_lazy("Last name"),
    LANGUAGE: gettext_lazy("Language"),
    CURRENCY: gettext_lazy("Currency of the sums"),
    LABELS: gettext_lazy("Labels, by commas"),
    COMPANY: gettext_lazy("Company they work for"),
    DOMAIN: gettext_lazy("Domain of the company"),
    ROLE: gettext_lazy("What they are there"),
}
_SEVERAL = frozenset(IDENTITIES)  # several columns may be these: two telephones


def is_one(target: str) -> bool:
    """Whether a word names something a column can be."""
    plain = target == "" or target in _LABELS or target in IDENTITIES
    return plain or bool(_OWN.match(target) or _CONSENT.match(target))


def own(target: str) -> tuple[str, str] | None:
    """The key and sort of an attribute; None for everything else."""
    found = _OWN.match(target)
    return (found[1], found[2] or "") if found else None


def consent(target: str) -> tuple[str, str] | None:
    """The purpose and the kind of contact, "" for all, of an answer; None for everything else."""
    found = _CONSENT.match(target)
    return (found[1], found[2] or "") if found else None


def agreement(name: str, kind: str) -> str:
    """“Offers and news: agreed by phone”."""
    by = {"": _("%(purpose)s: agreed"), "email": _("%(purpose)s: agreed by e-mail"),
          "phone": _("%(purpose)s: agreed by phone")}  # fmt: skip
    return by[kind] % {"purpose": name}


def label(target: str) -> str:
    """What a target is called."""
    if answer := consent(target):
        return agreement(*answer)
    attribute = own(target)
    if attribute:
        return attributes.label(attribute[0])
    return str(_LABELS[target]) if target in _LABELS else kinds.label(target)


def choices(
    known: Mapping[str, str], taken: Iterable[str], purposes: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of what can be chosen for a column: who they are, attributes there are, those the file would bring."""
    fresh = {found[0]: target for target in taken if (found := own(target)) and found[0] not in known}
    return [
        (_("Who they are"), [(key, label(key)) for key in (*NAMES, "email", "phone", "card", EXTERNAL)]),
        (_("Other contacts"), [(key, label(key)) for key in IDENTITIES if key not in ("email", "phone", "card")]),
        (_("How they are sorted"), [(LABELS, label(LABELS))]),
        (_("Where they work"), [(key, label(key)) for key in (COMPANY, DOMAIN, ROLE)]),
        (_("Language and money"), [(key, label(key)) for key in (LANGUAGE, CURRENCY)]),
        (_("What they agreed to"), [(f"{CONSENT}{code}{kind and ':'}{kind}", agreement(name, kind))
                                    for code, name in purposes.items() for kind in ("", "email", "phone")]),
        (_("Attributes"), [(f"{OWN}{key}", attributes.label(key)) for key in sorted(known)]),
        (_("New attributes"), [(target, label(target)) for _key, target in sorted(fresh.items())]),
    ]


def wrong(mapping: Iterable[str]) -> str:
    """Why no file can be loaded with these columns, in words; "" when it can."""
    chosen = [target for target in mapping if target]
    twice = next((one for one in chosen if chosen.count(one) > 1 and one not in _SEVERAL), None)
    if twice:
        return _("Two columns cannot both be “%(label)s”.") % {"label": label(twice)}
    if not any(one in IDENTITIES or one == EXTERNAL for one in chosen):
        return _("Say which column holds an e-mail, a phone, a card or the number in your system.")
    return ""
