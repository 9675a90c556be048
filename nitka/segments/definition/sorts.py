"""The sorts of conditions: what each may say."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nitka.customers.attributes import KEY
from nitka.segments.definition.fields import (
    DAYS_MOST,
    Choice,
    Field,
    Key,
    Number,
    Parts,
    Plain,
    Text,
    Words,
    Wrong,
    Yes,
    day,
    unsaid,
)  # fmt: skip

DAYS = Number(1, DAYS_MOST)
NEEDED_DAYS = Number(1, DAYS_MOST, needed=True)
TIMES = Number(0, 1_000_000)
_KIND = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,31}")
_FACT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_CURRENCY = re.compile(r"[A-Z]{3}")
OPS = ("is", "is_not", "contains", "at_least", "at_most", "before", "after", "last_days", "next_days", "known",
       "unknown")  # fmt: skip

Check = Callable[[dict[str, Any]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sort:
    """What a condition of a sort may say, and what must hold between its values."""

    fields: Mapping[str, Field]
    check: Check | None = None


def _attribute(values: dict[str, Any]) -> dict[str, str]:
    op, value = values["op"], values["value"]
    if op in ("known", "unknown"):
        return {}
    if value is None:
        return {"value": unsaid()}
    return _compared(values, op, value)


def _compared(values: dict[str, Any], op: str, value: Any) -> dict[str, str]:
    try:
        if op in ("at_least", "at_most"):
            values["value"] = Number(-1e12, 1e12, whole=False).keep(value)
        elif op in ("last_days", "next_days"):
            values["value"] = DAYS.keep(value)
        elif op in ("before", "after"):
            values["value"] = day(value)
        elif op in ("is", "is_not"):
            values["value"] = [str(one) for one in value] if isinstance(value, list) else [_plain(value)]
        else:
            values["value"] = Text().keep(str(value) if not isinstance(value, list) else value)
    except Wrong as problem:
        return {"value": str(problem)}
    return {}


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _one_bound(values: dict[str, Any]) -> dict[str, str]:
    given = [name for name in ("at_least", "at_most") if values[name] is not None]
    return {} if len(given) == 1 else {"at_least": _("say at least or at most, one of them")}


def _money(values: dict[str, Any]) -> dict[str, str]:
    wrong = _one_bound(values)
    if values["measure"] != "count" and not values["currency"]:
        wrong["currency"] = unsaid()
    return wrong


def _moment(values: dict[str, Any]) -> dict[str, str]:
    wrong = _one_bound(values) if values["at_most"] is not None else {}
    if not wrong and values["at_least"] is None and values["at_most"] is None:
        values["at_least"] = 1
    for fact in values["where"] or []:
        wrong |= {f"where.{name}": said for name, said in _compared(fact, fact["op"], fact["value"]).items()}
    if values["at_least"] == 0:
        wrong["at_least"] = _("at least 0 is everybody")
    return wrong


def _field(values: dict[str, Any]) -> dict[str, str]:
    if values["key"] == "language":
        wrong = {} if values["value"] else {"value": unsaid()}
        return wrong
    return {} if values["days"] else {"days": unsaid()}


def _kinds(values: dict[str, Any]) -> dict[str, str]:
    wrong = [kind for kind in values.get("kinds") or [] if not _KIND.fullmatch(kind)]
    return {"kinds": _("cannot be written like that")} if wrong else {}


def _company(values: dict[str, Any]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for fact in values["where"] or []:
        ops = COMPANY_FACTS[fact["fact"]]
        fact["op"] = fact["op"] or ops[0]
        if fact["op"] not in ops:
            wrong["where.op"] = _("one of: %(words)s") % {"words": ", ".join(ops)}
            continue
        wrong |= {f"where.{name}": said for name, said in _compared(fact, fact["op"], fact["value"]).items()}
        if fact["fact"] != "spent":
            del fact["currency"]
        elif not fact["currency"]:
            wrong["where.currency"] = unsaid()
    return wrong


def _lapsed(values: dict[str, Any]) -> dict[str, str]:
    return {"periods": _("at most three years together")} if values["every"] * values["periods"] > 1100 else {}


def _both(*checks: Check) -> Check:
    def check(values: dict[str, Any]) -> dict[str, str]:
        return {name: said for one in checks for name, said in one(values).items()}

    return check


def _spelt(values: dict[str, Any]) -> dict[str, str]:
    return _compared(values, values["op"], values["value"])


def _people(values: dict[str, Any]) -> dict[str, str]:
    wrong = _one_bound(values)
    return wrong or ({"at_least": _("at least 0 is everybody")} if values["at_least"] == 0 else {})


_FACT_OPS = Choice(("is", "is_not", "contains", "at_least", "at_most"), default="is")
_FACTS = Parts({"fact": Text(_FACT, needed=True), "op": _FACT_OPS, "value": Plain(needed=True)}, many=5, default=())
_TEXT_OPS: tuple[str, ...] = ("is", "is_not", "contains")
_NUMBER_OPS: tuple[str, ...] = ("at_least", "at_most")
# What may be asked of a company that somebody is with, and how: what it is called, an address at which its people are,
# what they are there, what all of them bought, how many they are
COMPANY_FACTS = dict.fromkeys(("name", "domain", "role"), _TEXT_OPS) | dict.fromkeys(("spent", "people"), _NUMBER_OPS)
_OF_COMPANY = Parts({"fact": Choice(tuple(COMPANY_FACTS), needed=True), "op": Choice((*_TEXT_OPS, *_NUMBER_OPS)),
                     "value": Plain(needed=True), "currency": Text(_CURRENCY)}, many=5, default=())  # fmt: skip
_SINCE = Parts({"kinds": Words(10, 32, needed=True), "times": Number(1, 1000, default=1), "days": DAYS})

SORTS: dict[str, Sort] = {
    "attribute": Sort({"key": Text(KEY, needed=True), "op": Choice(OPS, default="is"), "value": Plain()}, _attribute),
    "field": Sort({"key": Choice(("language", "created", "last"), needed=True), "value": Words(),
                   "op": Choice(("within", "not_within"), default="within"), "days": DAYS}, _field),
    "contact": Sort({"kind": Text(_CODE, needed=True), "status": Choice(("any", "verified"), default="any"),
                     "has": Yes()}),
    "consent": Sort({"purpose": Text(re.compile(r"\S{1,64}"), needed=True),
                     "stands": Choice(("given", "withdrawn", "none"), default="given")}),
    "company": Sort({"company": Key(), "has": Yes(), "where": _OF_COMPANY}, _company),
    "label": Sort({"label": Key(needed=True), "has": Yes()}),
    "owner": Sort({"owner": Key(), "has": Yes()}),
    "moment": Sort({"kinds": Words(10, 32, needed=True), "at_least": TIMES, "at_most": TIMES, "days": DAYS,
                    "where": _FACTS}, _both(_kinds, _moment)),
    "lapsed": Sort({"kinds": Words(10, 32, needed=True), "every": Number(1, 366, needed=True),
                    "periods": Number(2, 24, default=3), "quiet": NEEDED_DAYS}, _both(_kinds, _lapsed)),
    "money": Sort({"measure": Choice(("sum", "average", "largest", "count"), default="sum"),
                   "at_least": Number(0, 1e12, whole=False), "at_most": Number(0, 1e12, whole=False), "days": DAYS,
                   "currency": Text(_CURRENCY)}, _money),
    "rating": Sort({"measure": Choice(("last", "lowest", "average", "count"), default="last"),
                    "at_least": Number(0, 1000, whole=False), "at_most": Number(0, 1000, whole=False), "days": DAYS,
                    "since": _SINCE}, _one_bound),
    "conversation": Sort({"which": Choice(("open", "waiting", "any"), default="open"), "at_least": TIMES,
                          "at_most": TIMES, "hours": Number(1, 8760), "days": DAYS}, _one_bound),
    "rfm": Sort({"part": Choice(("recency", "frequency", "money", "sum"), default="sum"),
                 "at_least": Number(1, 15), "at_most": Number(1, 15)}, _one_bound),
    "segment": Sort({"segment": Key(needed=True), "in": Yes()}),
}  # fmt: skip

# Of a company; what happened, money, ratings and conversations are those of all its people together
COMPANY_SORTS: dict[str, Sort] = {
    "name": Sort({"op": Choice(_TEXT_OPS, default="is"), "value": Plain(needed=True)}, _spelt),
    "domain": Sort({"op": Choice(_TEXT_OPS, default="is"), "value": Plain(needed=True)}, _spelt),
    "field": Sort({"key": Choice(("created", "last"), needed=True),
                   "op": Choice(("within", "not_within"), default="within"), "days": DAYS}, _field),
    "people": Sort({"at_least": TIMES, "at_most": TIMES, "segment": Key()}, _people),
    **{name: SORTS[name] for name in ("owner", "moment", "lapsed", "money", "rating", "conversation", "segment")},
}  # fmt: skip
ALL = COMPANY_SORTS | SORTS
SORTS_OF = {"customers": SORTS, "companies": COMPANY_SORTS}
