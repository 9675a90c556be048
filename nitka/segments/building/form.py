"""From the builder's form to a definition as it was typed, and what was pressed.

A field is called `n.<path>.<name>`: the path is the places in the groups (`0.2`), outermost ""; `is` is a group's how
or a condition's sort. What makes no sense is kept as it was typed: `definition.read` says what is wrong with it.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from nitka.segments.building.offers import EVERY
from nitka.segments.definition.read import DEPTH, HOWS, MOST
from nitka.segments.definition.sorts import ALL, COMPANY_FACTS

_NAME = re.compile(r"n((?:\.\d{1,3})*)\.([a-z_]+(?:\.\w+)*)")
_YES = {"has", "in"}
Raw = dict[str, Any]


def typed(given: Mapping[str, str]) -> Raw:
    """The definition that a form holds."""
    fields: dict[tuple[int, ...], dict[str, str]] = {}
    for name in list(given)[:2000]:
        found = _NAME.fullmatch(name)
        if found:
            path = tuple(map(int, found[1].split(".")[1:]))
            fields.setdefault(path, {})[found[2]] = given[name][:2000].replace("\x00", "")
    fields.setdefault((), {"is": "all"})
    of = fields[()].get("of")
    return _node((), fields) | ({"of": of} if of else {})


def _node(path: tuple[int, ...], fields: Mapping[tuple[int, ...], dict[str, str]]) -> Raw:
    own = fields[path]
    sort = own.get("is", "")
    if sort in ALL:
        return {"is": sort} | _values(sort, own)
    below = sorted(key for key in fields if len(key) == len(path) + 1 and key[:-1] == path)
    return {sort if sort in HOWS else "all": [_node(key, fields) for key in below[: MOST + 1]]}


def _values(sort: str, own: Mapping[str, str]) -> Raw:
    """What a condition says; empty fields say nothing."""
    found: Raw = {}
    for name, text in own.items():
        if name in ("is", "bound", "n") or text == "":
            continue
        head, _dot, rest = name.partition(".")
        if rest:
            found.setdefault(head, {})[rest] = _value(rest, text)
        else:
            found[name] = _value(name, text)
    if "bound" in own and own.get("n", "") != "":
        found["at_most" if own["bound"] == "at_most" else "at_least"] = own["n"]
    where = found.pop("where", None)
    facts = [_fact(where, str(n)) for n in range(5)] if isinstance(where, dict) else []
    if any(facts):
        found["where"] = [_fitted(fact) if sort == "company" else fact for fact in facts if fact]
    since = found.get("since")
    if isinstance(since, dict) and not since.get("kinds"):
        del found["since"]
    return found


def _fact(where: Mapping[str, Any], n: str) -> Raw:
    own = {name.partition(".")[2]: value for name, value in where.items() if name.startswith(f"{n}.")}
    return own if own.get("fact") or own.get("value") else {}


def _fitted(fact: Raw) -> Raw:
    """A company's fact with what goes with it: another was chosen, and its comparison is the one before's."""
    ops = COMPANY_FACTS.get(str(fact.get("fact")), ())
    if ops and fact.get("op") not in ops:
        fact["op"] = ops[0]
    if fact.get("fact") == "spent":
        return {"currency": "RUB"} | fact
    return {name: value for name, value in fact.items() if name != "currency"}


def _value(name: str, text: str) -> Any:
    if name in _YES:
        return text != "no"
    if name == "kinds":
        return [kind for kind in text.split(",") if kind]
    if name == "value":
        return [word.strip() for word in text.split(",") if word.strip()] if "," in text else text
    return text


def done(raw: Raw, deeds: Iterable[str]) -> Raw:
    """The definition after what was pressed: `add:<path>:<offer>`, `remove:<path>`, `copy:<path>`, `fact:<path>`."""
    for deed in deeds:
        verb, _colon, rest = deed.partition(":")
        place, _colon, what = rest.partition(":")
        path = [int(step) for step in place.split(".") if step.isdecimal() and len(step) < 4]
        if verb == "add":
            _add(raw, path, what)
        elif path and verb in ("remove", "copy"):
            _change(raw, path, verb)
        elif path and verb == "fact":
            node = _at(raw, path)
            if node and node.get("is") in ("moment", "company"):
                fact = "name" if node["is"] == "company" else ""
                node.setdefault("where", []).append({"fact": fact, "op": "is", "value": ""})
    return raw


def parts(node: Raw) -> list[Raw] | None:
    """The parts of a group; None: it is a condition."""
    return next((node[how] for how in HOWS if how in node), None) if "is" not in node else None


def _at(raw: Raw, path: list[int]) -> Raw | None:
    node: Raw | None = raw
    for step in path:
        below = parts(node) if node else None
        node = below[step] if below is not None and step < len(below) else None
    return node


def _add(raw: Raw, path: list[int], what: str) -> None:
    node = _at(raw, path)
    below = parts(node) if node else None
    if below is None or len(below) >= MOST:
        return
    if what in EVERY:
        below.append(deepcopy(EVERY[what][2]))  # a fact may be added to it
    elif what in HOWS and len(path) + 1 < DEPTH:
        below.append({what: []})


def _change(raw: Raw, path: list[int], verb: str) -> None:
    above = _at(raw, path[:-1])
    below = parts(above) if above else None
    if below is None or path[-1] >= len(below):
        return
    if verb == "remove":
        del below[path[-1]]
    elif len(below) < MOST:
        below.insert(path[-1] + 1, deepcopy(below[path[-1]]))
