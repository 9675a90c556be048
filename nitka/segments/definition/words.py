"""A definition said aloud, in the reader's language."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.segments.definition.called import COMPANY_FACTS, Called
from nitka.segments.definition.tree import Condition, Group, Node
from nitka.ui import words

LONGEST = 400


def said(tree: Group, called: Called) -> str:
    """One sentence, shortened where it would be a page."""
    text = _group(tree, called, outermost=True)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def said_of(node: Node, called: Called) -> str:
    """One condition, or a group of them."""
    return _node(node, called)


def figure_of(node: Node, value: Decimal) -> str:
    """A figure that a condition bounds, as it is written."""
    if isinstance(node, Condition) and node.values.get("currency") and node["measure"] != "count":
        return words.money(round(value, 2), node["currency"])
    return words.figure(float(value), 0 if value == value.to_integral_value() else 1)


def _group(group: Group, called: Called, *, outermost: bool = False) -> str:
    parts = [_node(part, called) for part in group.parts]
    if not parts:
        return pgettext("segment", "everybody")
    if group.how == "none":
        return _("none of: %(parts)s") % {"parts": "; ".join(parts)}
    joined = (pgettext("conditions", " and ") if group.how == "all" else pgettext("conditions", " or ")).join(parts)
    return joined if outermost or len(parts) == 1 else f"({joined})"


def _node(node: Node, called: Called) -> str:
    return _group(node, called) if isinstance(node, Group) else _SAYS[node.sort](node, called)


def _bound(one: Condition, write: Callable[[Any], str] = words.figure) -> str:
    if one["at_least"] is not None:
        return _("%(n)s or more") % {"n": write(one["at_least"])}
    return _("%(n)s or less") % {"n": write(one["at_most"])}


def _within(days: int | None) -> str:
    return ngettext(" in %(n)s day", " in %(n)s days", days) % {"n": words.figure(days)} if days else ""


def _kinds(kinds: list[str], called: Called) -> str:
    names = [pgettext("quoted", "“%(name)s”") % {"name": name} for name in called.moments(list(kinds))]
    return pgettext("conditions", " or ").join(names)


def _times(one: Condition) -> str:
    if one["at_least"] is None and one["at_most"] == 0:
        return pgettext("segment", "never")
    n = one["at_least"] if one["at_least"] is not None else one["at_most"]
    if one["at_least"] is not None:
        return ngettext("%(n)s time or more", "%(n)s times or more", n) % {"n": words.figure(n)}
    return ngettext("%(n)s time at most", "%(n)s times at most", n) % {"n": words.figure(n)}


def _attribute(one: Condition, called: Called) -> str:
    name, op, value = called.attribute(one["key"]), one["op"], one["value"]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if op in ("last_days", "next_days"):
        text = _("%(name)s: in the last %(n)s days") if op == "last_days" else _("%(name)s: in the next %(n)s days")
        return text % {"name": name, "n": shown}
    return _compared(name, op, shown)


def _compared(name: str, op: str, shown: str) -> str:
    said = {
        "is": _("%(name)s: %(value)s"), "is_not": _("%(name)s: not %(value)s"),
        "contains": _("%(name)s holds “%(value)s”"), "at_least": _("%(name)s: %(value)s or more"),
        "at_most": _("%(name)s: %(value)s or less"), "before": _("%(name)s: before %(value)s"),
        "after": _("%(name)s: after %(value)s"), "known": _("%(name)s is known"),
        "unknown": _("%(name)s is not known"),
    }  # fmt: skip
    return said[op] % {"name": name, "value": shown}


def _field(one: Condition, called: Called) -> str:
    if one["key"] == "language":
        return _("language: %(value)s") % {"value": ", ".join(one["value"])}
    n, within = one["days"], one["op"] == "within"
    if one["key"] == "created":
        text = ngettext("with us for %(n)s day at most", "with us for %(n)s days at most", n) if within else (
            ngettext("with us for over %(n)s day", "with us for over %(n)s days", n))  # fmt: skip
    else:
        text = ngettext("heard of in %(n)s day", "heard of in %(n)s days", n) if within else (
            ngettext("silent for %(n)s day", "silent for %(n)s days", n))  # fmt: skip
    return text % {"n": words.figure(n)}


def _contact(one: Condition, called: Called) -> str:
    name = called.contact(one["kind"])
    if not one["has"]:
        return _("no contact “%(name)s”") % {"name": name}
    proven = one["status"] == "verified"
    return (_("a proven contact “%(name)s”") if proven else _("a contact “%(name)s”")) % {"name": name}


def _consent(one: Condition, called: Called) -> str:
    name = called.purposes.get(one["purpose"], one["purpose"])
    return {"given": _("agreed to “%(name)s”"), "withdrawn": _("said no to “%(name)s”"),
            "none": _("never answered about “%(name)s”")}[one["stands"]] % {"name": name}  # fmt: skip


def _company(one: Condition, called: Called) -> str:
    facts = "; ".join(map(_of_company, one["where"] or ()))
    more = f" ({facts})" if facts else ""
    if one["company"] is None:
        return (_("with a company") if one["has"] else _("with no company")) + more
    name = called.companies.get(one["company"], "?")
    return (_("with “%(name)s”") if one["has"] else _("not with “%(name)s”")) % {"name": name} + more


def _label(one: Condition, called: Called) -> str:
    name = called.labels.get(one["label"], "?")
    return (_("label “%(name)s”") if one["has"] else _("no label “%(name)s”")) % {"name": name}


def _owner(one: Condition, called: Called) -> str:
    if one["owner"] is None:
        return _("have an owner") if one["has"] else _("have no owner")
    name = called.members.get(one["owner"], "?")
    return (_("owner: %(name)s") if one["has"] else _("owner: not %(name)s")) % {"name": name}


def _of_company(fact: Mapping[str, Any]) -> str:
    value = fact["value"]
    if fact["fact"] == "spent":
        value = words.money(Decimal(str(value)), fact["currency"])
    elif fact["fact"] == "people":
        value = words.figure(value)
    return _compared(str(COMPANY_FACTS[fact["fact"]]), fact["op"], _value(value))


def _moment(one: Condition, called: Called) -> str:
    facts = "".join(f", {fact['fact']}: {_value(fact['value'])}" for fact in one["where"] or ())
    return f"{_kinds(one['kinds'], called)}{facts} {_times(one)}{_within(one['days'])}"


def _value(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _lapsed(one: Condition, called: Called) -> str:
    return _("%(kinds)s every %(every)s days %(periods)s times running, then not for %(quiet)s days") % {
        "kinds": _kinds(one["kinds"], called), "every": one["every"], "periods": one["periods"], "quiet": one["quiet"],
    }  # fmt: skip


def _money(one: Condition, called: Called) -> str:
    def write(value: Any) -> str:
        return words.money(Decimal(str(value)), one["currency"]) if one["currency"] else words.figure(value)

    if one["measure"] == "count":
        never = one["at_most"] == 0
        return (_("no order") if never else _("orders: %(bound)s") % {"bound": _bound(one)}) + _within(one["days"])
    text = {"sum": _("bought for %(bound)s"), "average": _("average order: %(bound)s"),
            "largest": _("largest order: %(bound)s")}[one["measure"]]  # fmt: skip
    return text % {"bound": _bound(one, write)} + _within(one["days"])


def _rating(one: Condition, called: Called) -> str:
    if one["measure"] == "count" and one["at_most"] == 0:
        text = _("did not rate")
    else:
        said = {"last": _("last rating: %(bound)s"), "lowest": _("lowest rating: %(bound)s"),
                "average": _("average rating: %(bound)s"), "count": _("ratings: %(bound)s")}  # fmt: skip
        text = said[one["measure"]] % {"bound": _bound(one)}
    since = one["since"]
    if since:
        text += _since(since["times"]) % {
            "kinds": _kinds(since["kinds"], called), "n": since["times"], "within": _within(since["days"])}  # fmt: skip
    return text + _within(one["days"])


def _since(times: int) -> str:
    if times == 1:
        return _(" after the first %(kinds)s%(within)s")
    return ngettext(" after %(kinds)s %(n)s time%(within)s", " after %(kinds)s %(n)s times%(within)s", times)


def _conversation(one: Condition, called: Called) -> str:
    said = {"open": _("open conversations: %(bound)s"), "waiting": _("waiting for our answer: %(bound)s"),
            "any": _("conversations: %(bound)s")}[one["which"]] % {"bound": _bound(one)}  # fmt: skip
    if one["hours"]:
        said += ngettext(", for over %(n)s hour", ", for over %(n)s hours", one["hours"]) % {"n": one["hours"]}
    return said + _within(one["days"])


def _rfm(one: Condition, called: Called) -> str:
    return {"recency": _("RFM, recency: %(bound)s"), "frequency": _("RFM, frequency: %(bound)s"),
            "money": _("RFM, money: %(bound)s"), "sum": _("RFM, sum: %(bound)s")}[one["part"]] % {
                "bound": _bound(one)}  # fmt: skip


def _name(one: Condition, called: Called) -> str:
    return _compared(str(COMPANY_FACTS["name"]), one["op"], _value(one["value"]))


def _domain(one: Condition, called: Called) -> str:
    return _compared(str(COMPANY_FACTS["domain"]), one["op"], _value(one["value"]))


def _people(one: Condition, called: Called) -> str:
    text = _("people: %(bound)s") % {"bound": _bound(one)}
    if one["segment"]:
        text += _(" of “%(name)s”") % {"name": called.segment(one["segment"])}
    return text


def _segment(one: Condition, called: Called) -> str:
    name = called.segment(one["segment"])
    return (_("in the segment “%(name)s”") if one["in"] else _("not in the segment “%(name)s”")) % {"name": name}


_SAYS: dict[str, Callable[[Condition, Called], str]] = {
    "attribute": _attribute, "field": _field, "contact": _contact, "consent": _consent, "company": _company,
    "label": _label, "owner": _owner,
    "moment": _moment, "lapsed": _lapsed, "money": _money, "rating": _rating, "conversation": _conversation,
    "rfm": _rfm, "segment": _segment, "name": _name, "domain": _domain, "people": _people,
}  # fmt: skip
