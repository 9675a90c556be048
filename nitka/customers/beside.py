"""Two customers side by side: what each has, what becomes of it when they are one, and why. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from nitka.accounts.models import Member
from nitka.customers import attributes, words
from nitka.customers.kinds import KINDS, label, said
from nitka.customers.known import Attribute
from nitka.customers.models import Customer, Identity, Status
from nitka.customers.names import name_of
from nitka.customers.preview import Field, Preview, preview
from nitka.customers.queries import attributes_of
from nitka.customers.survivors import Said
from nitka.kit import slots
from nitka.ui import words as ui

MOST = 5  # contacts of a kind that are named
FIELDS: dict[str, str | Promise] = {
    "name": pgettext_lazy("customer", "Name"),
    "language": pgettext_lazy("customer", "Language"),
    "city": gettext_lazy("City"),
    "address": pgettext_lazy("customer", "Address"),
    "birth": gettext_lazy("Date of birth"),
}
LANGUAGES = {"ru": gettext_lazy("Russian"), "en": gettext_lazy("English")}


@dataclass(frozen=True, slots=True)
class Part:
    """A value with what is known of it."""

    text: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing at both, whether it agrees, and what it becomes."""

    label: str
    first: list[Part]
    second: list[Part]
    mark: str
    becomes: list[Part]
    differs: bool = False
    choice: str = ""  # "first" or "second": a member may choose, and this is what wins by itself


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two."""

    id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """The two and all that is known of them."""

    first: Person
    second: Person
    becomes: str
    lines: list[Line]
    warning: str = ""


def beside(into: Customer, source: Customer, member: Member) -> Beside:
    """What is known of both, and what `merge(into=, source=)` would make of it. Nine statements."""
    would = preview(into, source)
    of = [[one for sides in would.identities.values() for one in sides[n]] for n in (0, 1)]
    first, second = (
        Person(one.pk, name_of(one, known), one.created_at) for one, known in zip((into, source), of, strict=True)
    )
    facts = attributes_of([into.pk, source.pk], member)
    lines = [
        *(_said(said) for said in would.fields if said.first or said.second),
        *_contacts(would),
        *_facts(facts[into.pk], facts[source.pk]),
        *_standing(into, source),
    ]
    name = next((said.becomes.text for said in would.fields if said.name == "name" and said.becomes), "")
    return Beside(first, second, name or first.name, lines, _warning(would))


def _warning(would: Preview) -> str:
    if would.too_many:
        return words.why(f"many:{would.too_many}")
    return words.why("apart") if would.apart else ""


def _said(said: Field) -> Line:
    becomes = said.becomes
    choice = ""
    if said.name == "name" and said.conflict and becomes and becomes.how != "hand":
        choice = "first" if said.first and becomes.id == said.first.id else "second"
    return Line(
        _field_label(said.name), _part(said.first), _part(said.second), _mark(said.first, said.second),
        [Part(_read(becomes), _survived(said))] if becomes else [], said.conflict, choice,
    )  # fmt: skip


def _survived(said: Field) -> str:
    """Why it wins; where both say the same there is nothing to say."""
    return "" if said.first and said.second and not said.conflict else words.survived(said.why)


def _origin(said: Said) -> str:
    """Where a value comes from, and since when."""
    told = {
        "hand": pgettext("value came from", "written by a member, %(day)s"),
        "program": pgettext("value came from", "from a program of yours, %(day)s"),
        "import": pgettext("value came from", "from a file, %(day)s"),
        "message": pgettext("value came from", "from a message, %(day)s"),
        "stated": pgettext("value came from", "as they said, %(day)s"),
    }.get(said.how, pgettext("value came from", "known since %(day)s"))
    return told % {"day": ui.date_of(localtime(said.at).date())}


def _field_label(name: str) -> str:
    return str(FIELDS.get(name) or attributes.label(name))


def _read(said: Said) -> str:
    return str(LANGUAGES.get(said.text, said.text)) if said.field == "language" else said.text


def _part(said: Said | None) -> list[Part]:
    return [Part(_read(said), _origin(said))] if said else []


def _mark(first: Said | None, second: Said | None) -> str:
    if first and second:
        return _agrees() if first.text == second.text else _differs()
    return _only("first" if first else "second")


def _agrees() -> str:
    return pgettext("beside", "agree")


def _differs() -> str:
    return pgettext("beside", "differ")


def _only(side: str) -> str:
    return pgettext("beside", "only on the left") if side == "first" else pgettext("beside", "only on the right")


def _found(first: object, second: object) -> str:
    """Of what is never lost."""
    return pgettext("beside", "add up") if first and second else _only("first" if first else "second")


def _contacts(would: Preview) -> list[Line]:
    """A line for each kind; nothing is lost, so both stay."""
    found = [one for sides in would.identities.values() for side in sides for one in side]
    proofs = words.proofs([one.pk for one in found])
    order = {kind: n for n, kind in enumerate(KINDS)}
    lines = []
    for kind in sorted(would.identities.keys() - {"account"}, key=lambda kind: order.get(kind, 99)):
        first, second = would.identities[kind]
        mark = _found(first, second)
        lines.append(
            Line(label(kind), _parts(first, proofs), _parts(second, proofs), mark, _together([*first, *second]))
        )
    return lines


def _parts(known: Sequence[Identity], proofs: Mapping[UUID, str]) -> list[Part]:
    shown = [Part(_value(one), proofs.get(one.pk, "")) for one in known[:MOST]]
    rest = len(known) - MOST
    return [*shown, Part(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})] if rest > 0 else shown


def _value(one: Identity) -> str:
    return one.value[-4:].upper() if one.kind in ("visitor", "device") else said(one.kind, one.value)


def _together(known: Sequence[Identity]) -> list[Part]:
    sure = sum(one.status == Status.VERIFIED for one in known)
    if len(known) == 1:
        return [Part(_value(known[0]))]
    small = _("proven: %(n)s") % {"n": sure} if sure < len(known) else _("all are proven")
    return [Part(_("all %(n)s") % {"n": len(known)} if len(known) > 2 else pgettext("two contacts", "both"), small)]


def _facts(first: Mapping[str, Attribute], second: Mapping[str, Attribute]) -> list[Line]:
    lines = []
    for key in sorted(first.keys() | second.keys()):
        one, other = first.get(key), second.get(key)
        kept = one or other
        assert kept is not None
        differs = one is not None and other is not None and one.plain != other.plain
        both = _differs() if differs else _agrees()
        mark = both if one and other else _only("first" if one else "second")
        small = _("the left one keeps theirs") if differs else ""
        lines.append(
            Line(attributes.label(key), _fact(one), _fact(other), mark, [Part(attributes.said(kept.value), small)],
                 differs)
        )  # fmt: skip
    return lines


def _fact(known: Attribute | None) -> list[Part]:
    return [Part(attributes.said(known.value))] if known else []


def _standing(into: Customer, source: Customer) -> list[Line]:
    """What they bought and when they were last heard of."""
    lines = []
    if into.orders or source.orders:
        mark = _found(into.orders, source.orders)
        lines.append(Line(_("Orders"), _orders(into), _orders(source), mark, _sum(into, source)))
    kinds: dict[str, tuple[str, str]] = {}
    for fill in slots.fillers("customers.kinds"):
        kinds |= fill({one.last_kind for one in (into, source) if one.last_kind})
    last = max((into, source), key=lambda one: one.last_at)
    lines.append(
        Line(pgettext("customer", "Last heard of"), _last(into, kinds), _last(source, kinds), "", _last(last, kinds))
    )
    return lines


def _orders(one: Customer) -> list[Part]:
    if not one.orders:
        return []
    return [Part(_counted(one.orders), ui.money(one.spent, one.currency) if one.currency else "")]


def _counted(n: int) -> str:
    return ngettext("%(n)s order", "%(n)s orders", n) % {"n": ui.figure(n)}


def _sum(into: Customer, source: Customer) -> list[Part]:
    """Their sum; of two currencies none is made."""
    currencies = {one.currency for one in (into, source) if one.currency}
    money = ui.money(into.spent + source.spent, currencies.pop()) if len(currencies) == 1 else ""
    return [Part(_counted(into.orders + source.orders), money)]


def _last(one: Customer, kinds: Mapping[str, tuple[str, str]]) -> list[Part]:
    said = str(kinds[one.last_kind][0]) if one.last_kind in kinds else ""
    return [Part(ui.when(one.last_at, "full"), said)]
