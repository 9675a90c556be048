"""The kinds of moments, each declared once: facts, sentence, icon, colour.

A new kind is one `Kind(…)` in the table of the file it belongs to (or of a new file named below), and its Russian.
A kind that nobody declared is kept and shown by its own name.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from nitka.moments.kinds import buying, dealing, living, ours, shopping
from nitka.moments.kinds.base import GROUPS, Facts, Happened, Kind, Told

KINDS: dict[str, Kind] = {
    kind.name: kind for module in (ours, buying, dealing, living, shopping) for kind in module.KINDS
}

__all__ = [
    "GROUPS", "KINDS", "Facts", "Happened", "Kind", "Told", "check", "group_of", "light", "names_of", "plain", "tell",
]  # fmt: skip


def check(kind: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts as they are stored, and what is wrong with which; of an unknown kind everything is right."""
    known = KINDS.get(kind)
    return known.check(data) if known else (dict(data), {})


def tell(moment: Happened) -> Told:
    """A moment in the reader's language."""
    facts, known = Facts(moment.data), KINDS.get(moment.kind)
    if known is None:
        return Told(plain(moment.kind), _first_facts(moment.data))
    title, detail = known.say(facts)
    return Told(title, detail, known.icon, known.tone, ours.face(facts) if moment.kind == "rating" else 0)


# What Segment's protocol calls things and no kind is declared for: they are light, and told by these words alone
_STANDARD: dict[str, str | Promise] = {
    "group": pgettext_lazy("moment", "Company named"),
    "products_searched": pgettext_lazy("moment", "Searched for products"),
    "product_list_viewed": pgettext_lazy("moment", "List of products looked at"),
    "product_clicked": pgettext_lazy("moment", "Product opened"),
    "coupon_applied": pgettext_lazy("moment", "Coupon applied"),
    "signed_up": pgettext_lazy("moment", "Signed up"),
    "signed_in": pgettext_lazy("moment", "Signed in"),
}


def plain(kind: str) -> str:
    """A kind that nobody declared, by its own name: `warranty.claimed` is “Warranty claimed”."""
    if kind in _STANDARD:
        return str(_STANDARD[kind])
    return kind.replace(".", " ").replace("_", " ").replace("-", " ").strip().capitalize() or kind


def group_of(kind: str) -> str:
    """The group that filters a kind."""
    known = KINDS.get(kind)
    return known.group if known else "other"


def names_of(group: str) -> list[str]:
    """The declared kinds of a group."""
    return [kind.name for kind in KINDS.values() if kind.group == group]


def light(kind: str) -> bool:
    """One of the thousands that say little: a page looked at, a kind that nobody declared."""
    return kind in ("page", "screen") or kind not in KINDS


def _first_facts(data: Any) -> str:
    facts, names = Facts(data), list(data)[:20] if isinstance(data, Mapping) else []
    said = [(str(name), facts.money(name) or facts.text(name)) for name in names]
    return " · ".join(f"{plain(name)}: {value}" for name, value in said if value and not _is_key(value))[:200]


def _is_key(value: str) -> bool:
    """An id says nothing to people."""
    return len(value) == 36 and value.count("-") == 4
