"""A definition as lines of the builder: words with fields between them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.customers.kinds import KINDS as CONTACTS
from nitka.moments.kinds import KINDS
from nitka.moments.queries import labels
from nitka.segments.building.form import Raw, parts
from nitka.segments.definition.called import COMPANY_FACTS, Called
from nitka.segments.definition.read import HOWS
from nitka.segments.definition.sorts import COMPANY_FACTS as OPS
from nitka.segments.models import Of

CURRENCIES = ("RUB", "USD", "EUR", "KZT", "BYN")
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a sentence, or a field in it."""

    kind: str  # word, select, number, text, date; "then": what follows happens after what stands before
    text: str = ""
    name: str = ""
    value: str = ""
    options: Options = field(default_factory=list)
    label: str = ""
    empty: str = ""  # what stands in an empty field
    unit: str = ""  # what is said behind a number, where there is one


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, or a group with its lines. `joins`: how it joins those before it."""

    path: str
    joins: str
    pieces: list[Piece]
    how: str = ""
    lines: "list[Line]" = field(default_factory=list)
    sort: str = ""
    error: str = ""
    top: int = -1  # its place in the outermost group
    deep: int = 1

    @property
    def steps(self) -> list[list[Piece]]:
        """What happens one after another in it; a condition of one thing is one step."""
        found: list[list[Piece]] = [[]]
        for piece in self.pieces:
            if piece.kind == "then":
                found.append([])
            else:
                found[-1].append(piece)
        return found


def line(raw: Raw, called: Called, errors: Mapping[str, str], path: str = "", said: str = "", deep: int = 1) -> Line:
    """A line and those below it. `said`: its path as errors name it."""
    below = parts(raw)
    top = int(path) if path and "." not in path else -1
    if below is None:
        pieces = _Sentence(path, raw, called).said()
        wrong = "; ".join(dict.fromkeys(text for name, text in errors.items()
                                        if name == said or name.startswith(f"{said}.")))  # fmt: skip
        return Line(path, "", pieces, sort=raw["is"], error=wrong, top=top, deep=deep)
    how = next(one for one in HOWS if one in raw)
    joins = {"all": pgettext("builder", "and"), "any": pgettext("builder", "or"), "none": pgettext("builder", "nor")}
    lines = [
        line(part, called, errors, f"{path}.{n}".lstrip("."), f"{said}{'.' if said else ''}{how}.{n}", deep + 1)
        for n, part in enumerate(below)
    ]
    joined = [Line(one.path, joins[how] if n else "", one.pieces, one.how, one.lines, one.sort, one.error, one.top,
                   one.deep) for n, one in enumerate(lines)]  # fmt: skip
    hows = [("all", pgettext("group", "all of")), ("any", pgettext("group", "any of")), ("none", pgettext("group", "none of"))]  # fmt: skip # noqa: E501
    head = Piece("select", name=_called(path, "is"), value=how, options=hows, label=_("How the conditions join"))
    return Line(path, "", [head], how, joined, error=errors.get(said, "") if said else "", top=top, deep=deep)


def _called(path: str, name: str) -> str:
    return f"n.{path}.{name}" if path else f"n.{name}"


class _Sentence:
    """The pieces of one condition."""

    def __init__(self, path: str, raw: Raw, called: Called) -> None:
        self.path, self.raw, self.called = path, raw, called
        self.pieces: list[Piece] = [Piece("hidden", name=_called(path, "is"), value=raw["is"])]

    def said(self) -> list[Piece]:
        says: dict[str, Callable[[], None]] = {
            "attribute": self.attribute, "field": self.of_row, "contact": self.contact, "consent": self.consent,
            "company": self.company, "label": self.label, "owner": self.owner, "moment": self.moment,
            "lapsed": self.lapsed, "money": self.money,
            "rating": self.rating, "conversation": self.conversation, "rfm": self.rfm, "segment": self.segment,
            "name": self.spelt, "domain": self.spelt, "people": self.people,
        }  # fmt: skip
        says[self.raw["is"]]()
        return self.pieces

    def word(self, text: str) -> None:
        self.pieces.append(Piece("word", text))

    def then(self) -> None:
        self.pieces.append(Piece("then"))

    def select(self, name: str, options: Iterable[tuple[str, str]], label: str, default: str = "") -> None:
        value = self.value(name) or default
        listed = list(options)
        if value and value not in dict(listed):
            listed.insert(0, (value, value))
        self.pieces.append(Piece("select", name=_called(self.path, name), value=value, options=listed, label=label))

    def number(self, name: str, label: str, empty: str = "", unit: str = "") -> None:
        called, value = _called(self.path, name), self.value(name)
        self.pieces.append(Piece("number", name=called, value=value, label=label, empty=empty, unit=unit))

    def text(self, name: str, label: str, empty: str = "") -> None:
        self.pieces.append(Piece("text", name=_called(self.path, name), value=self.value(name), label=label, empty=empty))  # fmt: skip # noqa: E501

    def value(self, name: str) -> str:
        found: Any = self.raw
        for step in name.split("."):
            if isinstance(found, list):
                found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
            else:
                found = found.get(step) if isinstance(found, Mapping) else None
        if isinstance(found, bool):
            return "yes" if found else "no"
        if isinstance(found, list):
            return ", ".join(map(str, found)) if not name.endswith("kinds") else ",".join(map(str, found))
        return "" if found is None else str(found)

    def currency(self, name: str, default: str = "") -> None:
        self.select(name, [(code, code) for code in CURRENCIES], _("Currency"), default)

    def kinds(self, name: str, label: str, none: str = "", *, since: bool = False) -> None:
        written = _("since: %(kind)s") if since else "%(kind)s"
        options = [(key, written % {"kind": kind.label}) for key, kind in KINDS.items()]
        value = self.value(name)
        if value and value not in KINDS:
            known = labels(value.split(","))
            options.insert(0, (value, pgettext("conditions", " or ").join(known[kind][0] for kind in value.split(","))))
        self.select(name, [("", none), *options] if none else options, label)

    def bound(self, more: str, less: str) -> None:
        least = self.raw.get("at_least")
        most = self.raw.get("at_most")
        at = "at_most" if most is not None else "at_least"
        options = [("at_least", more), ("at_most", less)]
        self.pieces.append(Piece("select", name=_called(self.path, "bound"), value=at, options=options, label=_("At least or at most")))  # fmt: skip # noqa: E501
        n = most if most is not None else least
        self.pieces.append(Piece("number", name=_called(self.path, "n"), value="" if n is None else str(n), label=_("How many")))  # fmt: skip # noqa: E501

    def within(self) -> None:
        self.days("days")

    def days(self, name: str) -> None:
        """Over so many days; empty: over all of them."""
        self.word(pgettext("builder", "over"))
        self.number(name, _("Days"), empty=pgettext("builder", "all time"), unit=pgettext("builder", "days"))

    def attribute(self) -> None:
        known = self.called.attributes
        self.select("key", [(key, name) for key, (name, _sort) in known.items()], _("Attribute"))
        ops = [("is", _("is")), ("is_not", _("is not")), ("contains", _("holds")), ("at_least", "≥"), ("at_most", "≤"),
               ("before", pgettext("day", "before")), ("after", pgettext("day", "after")),
               ("last_days", _("in the last days:")), ("next_days", _("in the next days:")),
               ("known", pgettext("attribute", "is known")), ("unknown", pgettext("attribute", "is not known"))]  # fmt: skip # noqa: E501
        self.select("op", ops, _("Comparison"), "is")
        if self.value("op") not in ("known", "unknown"):
            self.text("value", pgettext("builder", "Value"), empty=_("value"))

    def of_row(self) -> None:
        key = self.raw.get("key")
        self.pieces.append(Piece("hidden", name=_called(self.path, "key"), value=str(key or "")))
        if key == "language":
            self.word(_("speak"))
            self.select("value", self.called.speaking.items(), _("Language"))
            return
        within, over = (_("with us for at most"), _("with us for over")) if key == "created" else (
            _("heard of in the last"), _("silent for"))  # fmt: skip
        self.select("op", [("within", within), ("not_within", over)], _("Comparison"), "within")
        self.number("days", _("Days"))
        self.word(pgettext("builder", "days"))

    def contact(self) -> None:
        self.select("has", [("yes", _("have")), ("no", _("do not have"))], _("Has it or not"), "yes")
        self.select("status", [("any", pgettext("contact", "any")), ("verified", pgettext("contact", "proven"))], _("How sure"), "any")  # fmt: skip # noqa: E501
        self.select("kind", [(kind, self.called.contact(kind)) for kind in CONTACTS], _("Contact"))

    def consent(self) -> None:
        stands = [("given", _("agreed to")), ("withdrawn", _("said no to")), ("none", _("never answered about"))]
        self.select("stands", stands, _("How it stands"), "given")
        self.select("purpose", self.called.purposes.items(), _("Purpose"))

    def label(self) -> None:
        has = [("yes", _("have the label")), ("no", _("do not have the label"))]
        self.select("has", has, _("Has it or not"), "yes")
        self.select("label", [("", _("choose a label")), *self.called.worn.items()], _("Label"))

    def owner(self) -> None:
        self.select("has", [("yes", _("are owned by")), ("no", _("are not owned by"))], _("Has it or not"), "yes")
        self.select("owner", [("", _("any colleague")), *self.called.owning.items()], pgettext("customers", "Owner"))

    def company(self) -> None:
        self.select("has", [("yes", _("are with")), ("no", _("are not with"))], _("Has it or not"), "yes")
        self.select("company", [("", _("any company")), *self.called.peopled().items()], _("Company"))
        for n, fact in enumerate(self.raw.get("where") or ()):
            self.word(pgettext("builder", "where"))
            self.of_company(f"where.{n}", fact.get("fact") or "name")

    def of_company(self, at: str, fact: str) -> None:
        self.select(f"{at}.fact", [(key, str(said)) for key, said in COMPANY_FACTS.items()], _("Fact"), "name")
        ops = {"is": _("is"), "is_not": _("is not"), "contains": _("holds"), "at_least": "≥", "at_most": "≤"}
        known = OPS.get(fact, ())
        self.select(f"{at}.op", [(op, ops[op]) for op in known], _("Comparison"), known[0] if known else "")
        if fact in ("spent", "people"):
            self.number(f"{at}.value", _("How many"))
        else:
            self.text(f"{at}.value", pgettext("builder", "Value"), empty=_("value"))
        if fact == "spent":
            self.currency(f"{at}.currency", "RUB")

    def moment(self) -> None:
        self.kinds("kinds", _("What happened"))
        self.bound(_("at least"), _("at most"))
        self.word(pgettext("builder", "times"))
        self.within()
        for n, _fact in enumerate(self.raw.get("where") or ()):
            self.word(pgettext("builder", "where"))
            self.text(f"where.{n}.fact", _("Fact"), empty=_("fact"))
            ops = [("is", _("is")), ("is_not", _("is not")), ("contains", _("holds")), ("at_least", "≥"), ("at_most", "≤")]  # fmt: skip # noqa: E501
            self.select(f"where.{n}.op", ops, _("Comparison"), "is")
            self.text(f"where.{n}.value", pgettext("builder", "Value"), empty=_("value"))

    def lapsed(self) -> None:
        self.kinds("kinds", _("What happened"))
        self.word(pgettext("builder", "every"))
        self.number("every", _("Length of a period in days"))
        self.word(pgettext("builder", "days"))
        self.number("periods", _("Periods"), empty="3")
        self.word(_("times running"))
        self.then()
        self.word(_("then not for"))
        self.number("quiet", _("Days"))
        self.word(pgettext("builder", "days"))

    def money(self) -> None:
        measures = [("sum", _("bought for")), ("average", _("average order")), ("largest", _("largest order")),
                    ("count", _("orders"))]  # fmt: skip
        self.select("measure", measures, _("Measure"), "sum")
        self.bound(_("at least"), _("at most"))
        if (self.value("measure") or "sum") != "count":
            self.currency("currency")
        elif self.value("currency"):
            self.pieces.append(Piece("hidden", name=_called(self.path, "currency"), value=self.value("currency")))
        self.within()

    def rating(self) -> None:
        if self.value("since.kinds"):
            self.since()
            self.then()
            self.rated()
        else:
            self.rated()
            self.since()

    def rated(self) -> None:
        measures = [("last", _("last rating")), ("lowest", _("lowest rating")), ("average", _("average rating")),
                    ("count", _("number of ratings"))]  # fmt: skip
        self.select("measure", measures, _("Measure"), "last")
        self.bound(_("at least"), _("at most"))
        self.within()

    def since(self) -> None:
        self.kinds("since.kinds", _("Since what"), none=_("any time"), since=True)
        if self.value("since.kinds"):
            self.word(pgettext("builder", "no."))
            self.number("since.times", _("Which time"), empty="1")
            self.days("since.days")

    def conversation(self) -> None:
        which = [("open", _("open conversations")), ("waiting", _("wait for our answer")), ("any", _("conversations"))]
        self.select("which", which, _("Which conversations"), "open")
        self.bound(_("at least"), _("at most"))
        if self.value("which") == "waiting":
            self.word(pgettext("builder", "for over"))
            self.number("hours", _("Hours"), empty="0")
            self.word(pgettext("builder", "hours"))
        if self.value("which") == "any":
            self.within()

    def rfm(self) -> None:
        options = [("sum", _("RFM score (3–15)")), ("recency", _("bought lately (1–5)")),
                   ("frequency", _("buys often (1–5)")), ("money", _("buys for much (1–5)"))]  # fmt: skip
        self.select("part", options, _("Score"), "sum")
        self.bound(_("at least"), _("at most"))

    def segment(self) -> None:
        self.select("in", [("yes", _("are in")), ("no", _("are not in"))], _("Has it or not"), "yes")
        known = self.called.sizes(self.called.of)
        self.select("segment", [("", _("choose a segment")), *known.items()], _("Segment"))

    def spelt(self) -> None:
        self.word(str(COMPANY_FACTS[self.raw["is"]]))
        ops = [("is", _("is")), ("is_not", _("is not")), ("contains", _("holds"))]
        self.select("op", ops, _("Comparison"), "is")
        self.text("value", pgettext("builder", "Value"), empty=_("value"))

    def people(self) -> None:
        self.word(_("number of its people"))
        self.bound(_("at least"), _("at most"))
        known = self.called.segments(Of.CUSTOMERS)
        self.select("segment", [("", _("any people")), *((key, _("of “%(name)s”") % {"name": name})
                                for key, name in known.items())], _("Segment"))  # fmt: skip
