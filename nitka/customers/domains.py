"""A company's domain: its one spelling, and why one cannot be a company's."""

import re

from django.utils.translation import gettext as _

from nitka.customers import normalise
from nitka.customers.free_mail import DISPOSABLE, FREE, SUFFIXES

MOST = 100  # of one company
_BEFORE = re.compile(r"^(?:mailto:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)


def spell(text: str) -> str | None:
    """`https://www.Romashka.ru/contacts`, `@romashka.ru` and `anna@romashka.ru` are romashka.ru; None: it is none."""
    rest = re.split(r"[/?#:]", _BEFORE.sub("", text.strip()), maxsplit=1)[0]
    found = normalise.host(rest.rpartition("@")[2])
    if found is None:
        return None
    bare = found.removeprefix("www.")
    return bare if "." in bare else found


def split(text: str) -> list[str]:
    """The domains written in a field, by commas, spaces or lines; each once, in their order."""
    return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))


def refusal(domain: str) -> str:
    """Why a domain says nothing of whom somebody works for; "" when it may be a company's."""
    if domain in FREE:
        return _("%(domain)s gives mailboxes to everybody: it is no company’s own") % {"domain": domain}
    if domain in DISPOSABLE:
        return _("%(domain)s gives mailboxes for an hour: it is no company’s own") % {"domain": domain}
    if domain in SUFFIXES:
        return _("Others have names of their own under %(domain)s: write the whole name") % {"domain": domain}
    return ""
