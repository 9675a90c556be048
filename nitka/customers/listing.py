"""The customers' list: what is asked for, and a page of it by the key of its last row: each page costs the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers import agreements, labels, normalise, owners, queries
from nitka.customers.attributes import KEY, label
from nitka.customers.models import Customer, Identity
from nitka.customers.seeing import asks_hidden
from nitka.kit import clock, slots
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask

PAGE = 50
COUNTED = 10_000  # beyond it a list says "more than"
WORDED = 1000  # the same where words are looked for, which takes longer
FOUND = WORDED + 1  # by words: as many as are counted
COLUMNS_MOST = 20
SORTS = {"last": "last_at", "spent": "worth", "orders": "orders", "since": "created_at"}
MOODS: dict[str, tuple[int, ...]] = {"unhappy": (1, 2), "neutral": (3,), "happy": (4, 5), "silent": (0,)}
COLUMNS: dict[str, str | Promise] = {
    "last": pgettext_lazy("customers", "Last"),
    "mood": _("Rating"),
    "spent": _("Purchases"),
    "orders": _("Orders"),
    "contact": _("Contact"),
    "owner": pgettext_lazy("customers", "Handled by"),
    "labels": _("Labels"),
    "responsible": pgettext_lazy("customers", "Owner"),
    "since": _("With us since"),
}
USUAL = ("last", "labels", "mood", "spent", "orders", "responsible", "contact")
VIEWS: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (_("All customers"), {}),
    (pgettext_lazy("customers", "Mine"), {"owner": owners.MINE}),
    (_("Unhappy now"), {"mood": "unhappy"}),
    (_("New in 30 days"), {"made": "30", "sort": "since"}),
    (_("Most bought"), {"bought": "yes", "sort": "spent"}),
    (_("Never bought"), {"bought": "no"}),
    (_("Silent for 30 days"), {"quiet": "30"}),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions and order; anything that makes no sense is left out."""

    q: str = ""
    sort: str = "last"
    up: bool = False
    mood: str = ""
    bought: str = ""
    made: int = 0
    quiet: int = 0
    has: str = ""  # attribute=value
    consent: str = ""  # purpose:state
    columns: tuple[str, ...] = ()  # (): those that the member has chosen
    segment: str = ""  # the id of a segment: the slot "customers.in_segment" says who is in it
    label: str = ""  # the id of a label
    owner: str = ""  # "me", "none", the id of a member
    view: str = ""  # the id of the kept view it began with

    def query(self, **changes: str) -> str:
        """The address of the same with changes, from its beginning."""
        values = {
            "q": self.q, "sort": self.sort if self.sort != "last" else "", "up": "1" if self.up else "",
            "mood": self.mood, "bought": self.bought, "made": str(self.made or ""), "quiet": str(self.quiet or ""),
            "has": self.has, "consent": self.consent, "segment": self.segment, "label": self.label,
            "owner": self.owner, "cols": ",".join(self.columns),
            "view": self.view, **changes,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def of_attribute(self) -> tuple[str, str]:
        """The attribute that is asked for and its value; both empty where none is."""
        key, _sign, value = self.has.partition("=")
        return key.strip(), value.strip()

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The fields that a form carries to ask for the same besides its own."""
        return [(name, value) for name, value in parse_qsl(self.query()[1:]) if name not in without]

    def of_search(self) -> list[tuple[str, str]]:
        """What the search line keeps."""
        return self.hidden("q")

    def of_conditions(self) -> list[tuple[str, str]]:
        """What the form of conditions keeps."""
        return self.hidden("mood", "bought", "made", "quiet", "has", "consent", "segment", "label", "owner")

    def conditions(self) -> list[tuple[str, str | Promise]]:
        """What narrows the list: the name of each condition and its words."""
        said: list[tuple[str, str | Promise]] = []
        if self.mood:
            said.append(("mood", {"unhappy": _("unhappy"), "neutral": _("so-so"), "happy": _("happy"), "silent": _("never rated")}[self.mood]))  # fmt: skip # noqa: E501
        if self.bought:
            said.append(("bought", _("have bought") if self.bought == "yes" else _("have not bought")))
        if self.made:
            said.append(("made", _("new in %(n)s days") % {"n": self.made}))
        if self.quiet:
            said.append(("quiet", _("silent for %(n)s days") % {"n": self.quiet}))
        if self.has:
            said.append(("has", f"{label(self.of_attribute[0])}: {self.of_attribute[1]}"))
        if self.consent:
            said.append(("consent", agreements.in_words(self.consent)))
        if self.segment:
            said.append(("segment", _("in a segment")))
        if self.label:
            said.append(("label", _("with a label")))
        if self.owner:
            whose = {owners.MINE: _("mine"), owners.NOBODYS: pgettext_lazy("customers", "nobody’s")}
            said.append(("owner", whose.get(self.owner, _("a colleague’s"))))
        return said


def read(given: Mapping[str, str]) -> Asked:
    """From the query of an address."""
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:120],
        sort=given.get("sort", "") if given.get("sort", "") in SORTS else "last",
        up=given.get("up") == "1",
        mood=given.get("mood", "") if given.get("mood", "") in MOODS else "",
        bought=given.get("bought", "") if given.get("bought", "") in ("yes", "no") else "",
        made=_days(given.get("made", "")),
        quiet=_days(given.get("quiet", "")),
        has=_has(given),
        consent=given.get("consent", "") if agreements.ASKED.fullmatch(given.get("consent", "")) else "",
        columns=tuple(key for key in given.get("cols", "")[:900].split(",")[:COLUMNS_MOST] if KEY.fullmatch(key)),
        segment=_id(given.get("segment", "")),
        label=_id(given.get("label", "")),
        owner=owners.asked(given.get("owner", "")),
        view=_id(given.get("view", "")),
    )


def _has(given: Mapping[str, str]) -> str:
    """An attribute and its value: together, as in an address, or from the two fields of the form."""
    if given.get("key") and given.get("value", "").strip():
        text = f"{given['key']}={given['value'].strip()}"
    else:
        text = given.get("has", "")
    return text.replace("\x00", "")[:240] if "=" in text else ""


def found(asked: Asked, member: Member) -> "QuerySet[Customer]":
    """The customers that fit, in no order."""
    rows = queries.visible_to(member)
    if asked.q:
        rows = rows.filter(pk__in=_named(asked.q))
    if asked.mood:
        rows = rows.filter(mood__in=MOODS[asked.mood])
    if asked.bought:
        rows = rows.filter(orders__gt=0) if asked.bought == "yes" else rows.filter(orders=0)
    if asked.made:
        rows = rows.filter(created_at__gte=clock.now() - timedelta(days=asked.made))
    if asked.quiet:
        rows = rows.filter(last_at__lt=clock.now() - timedelta(days=asked.quiet))
    if asked.has:
        key, value = asked.of_attribute
        rows = rows.filter(attributes__key=key, attributes__plain=value.lower()[:200])
        hidden = asks_hidden(member, key)
        rows = rows if hidden is None else rows.exclude(hidden)
    rows = _belonging(rows, asked, member)
    return agreements.standing_so(rows, asked.consent) if asked.consent else rows


def _belonging(rows: "QuerySet[Customer]", asked: Asked, member: Member) -> "QuerySet[Customer]":
    """In a segment, with a label, somebody's."""
    if asked.segment:
        for narrow in slots.fillers("customers.in_segment"):
            rows = narrow(rows, UUID(asked.segment))
    if asked.label:
        rows = labels.narrow(rows, UUID(asked.label))
    return owners.narrow(rows, asked.owner, member) if asked.owner else rows


def ordered(rows: "QuerySet[Customer]", asked: Asked) -> "QuerySet[Customer]":
    """In the list's order."""
    by, sign = SORTS[asked.sort], "" if asked.up else "-"
    return rows.order_by(f"{sign}{by}", f"{sign}pk")


def page(rows: "QuerySet[Customer]", asked: Asked, after: str, most: int = PAGE) -> tuple[list[Customer], str]:
    """The rows after a place, and the next place; raises ValueError for a place that is none."""
    return ask_page(rows, asked, after, most).get()


def ask_page(
    rows: "QuerySet[Customer]", asked: Asked, after: str, most: int = PAGE
) -> Soon[tuple[list[Customer], str]]:
    """Ask for the same. The place is looked at now."""
    by = SORTS[asked.sort]
    if after:  # compared as a row, so that the index is entered at the place itself: half of all may be equal
        place = _row(*map(Value, _place(asked.sort, after)))
        rows = rows.filter((GreaterThan if asked.up else LessThan)(_row(F(by), F("pk")), place))
    try:
        statement, values = ordered(rows, asked)[: most + 1].query.sql_with_params()
    except EmptyResultSet:  # nobody is called so
        return Soon.known(([], ""))
    return ask(statement, values, lambda found: _cut([reading.made(Customer, row) for row in found], by, most))


def _cut(found: list[Customer], by: str, most: int) -> tuple[list[Customer], str]:
    """As many as are shown, and the place behind the last of them where there are more."""
    if len(found) <= most:
        return found, ""
    last = found[most - 1]
    value = getattr(last, by)
    return found[:most], f"{value.isoformat() if isinstance(value, datetime) else value}~{last.pk}"


def counted(asked: Asked) -> int:
    """Up to how many are counted."""
    return WORDED if asked.q else COUNTED


def ask_count(rows: "QuerySet[Customer]", most: int) -> Soon[int]:
    """Ask how many there are, at most one more than `most`."""
    try:
        statement, values = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        return Soon.known(0)
    whole = f"select count(*) from ({statement}) found"  # noqa: S608 (Django wrote it)
    return ask(whole, values, lambda found: int(found[0][0]))


def _row(*columns: Any) -> Func:
    return Func(*columns, function="row", output_field=BooleanField())


def _place(sort: str, after: str) -> tuple[Any, UUID]:
    text, _sign, key = after.partition("~")
    value: Any = int(text) if sort in ("spent", "orders") else datetime.fromisoformat(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(after)
    if isinstance(value, int) and abs(value) > (2**31 - 1 if sort == "orders" else 10**18):
        raise ValueError(after)
    return value, UUID(key)


def _named(words: str) -> list[UUID]:
    address = normalise.email(words) or normalise.phone(words)
    if address:
        known = Identity.objects.filter(kind__in=("email", "phone"), value=address)
        return list(known.values_list("customer_id", flat=True))
    return queries.find(words.split(), FOUND)


def _id(text: str) -> str:
    try:
        return str(UUID(text[:40]))
    except ValueError:
        return ""


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 and 0 < int(text) <= 3650 else 0
