"""The mapping as people write it: rules, each with conditions and lines `field: value`. Pure; errors name their line.

    when $.status = "paid"
    event: "Order Completed"
    email: $.billing.email | lower
    order_id: $.id
    total: $.total ?? $.amount | number

A value is a path, words in quotes, or several of them with `??` between: the first that is there. `|` and a function
follow. A rule begins with `when` or `always`.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from nitka.moments.hooks.paths import Wrong, checked

FUNCTIONS = ("lower", "upper", "trim", "text", "number", "abs", "cents", "date")
WHO = ("user", "anonymous", "email", "phone", "name")
RULES, LINES, LONGEST = 20, 400, 20_000
OPERATORS = ("=", "!=", "exists", "missing")
_FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_.]{0,59})\s*:\s*(.+)")
_WHEN = re.compile(r"when\s+(\$\S*)\s+(!=|=|exists|missing)\s*(.*)")
_WORDS = re.compile(r'"([^"]*)"\Z')


class Unreadable(ValueError):
    """A line cannot be read: `code` says why, `what` which part of it."""

    def __init__(self, line: int, code: str, what: str = "") -> None:
        super().__init__(f"{line}: {code} {what}")
        self.line, self.code, self.what = line, code, what[:80]


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value is taken from, the first that is there, and what is done to it."""

    choices: tuple[tuple[str, Any], ...]  # ("path", "$.a") or ("words", "RUB")
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that has to hold."""

    path: str
    operator: str
    wanted: Any = None


@dataclass(slots=True)
class Rule:
    """What a payload for which all conditions hold becomes."""

    line: int
    conditions: list[Condition] = field(default_factory=list)
    fields: dict[str, Value] = field(default_factory=dict)


def parse(text: str) -> list[Rule]:
    """The rules of a mapping. Raises Unreadable."""
    rules: list[Rule] = []
    lines = text[: LONGEST + 1].splitlines()
    if len(text) > LONGEST or len(lines) > LINES:
        raise Unreadable(1, "too_long")
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line == "always" or line.startswith("when "):
            _condition(rules, number, line)
        elif not rules:
            raise Unreadable(number, "no_rule", line)
        else:
            _field(rules[-1], number, line)
    for rule in rules:
        _whole(rule)
    return rules


def _condition(rules: list[Rule], number: int, line: str) -> None:
    """Conditions in a row belong to one rule."""
    if not rules or rules[-1].fields:
        if len(rules) == RULES:
            raise Unreadable(number, "too_many_rules")
        rules.append(Rule(number))
    if line == "always":
        return
    found = _WHEN.fullmatch(line)
    if found is None:
        raise Unreadable(number, "condition", line)
    path, operator, wanted = found.groups()
    if (operator in ("exists", "missing")) == bool(wanted):
        raise Unreadable(number, "condition", line)
    value = _constant(number, wanted) if wanted else None
    rules[-1].conditions.append(Condition(_path(number, path), operator, value))


def _field(rule: Rule, number: int, line: str) -> None:
    found = _FIELD.fullmatch(line)
    if found is None:
        raise Unreadable(number, "field", line)
    name, text = found.groups()
    if name in rule.fields:
        raise Unreadable(number, "twice", name)
    head, *functions = [part.strip() for part in text.split(" | ")]
    for function in functions:
        if function not in FUNCTIONS:
            raise Unreadable(number, "function", function)
    choices = []
    for part in head.split(" ?? "):
        one = part.strip()
        choices.append(("path", _path(number, one)) if one.startswith("$") else ("words", _constant(number, one)))
    rule.fields[name] = Value(tuple(choices), tuple(functions))


def _whole(rule: Rule) -> None:
    if not any(name in rule.fields for name in ("user", "anonymous", "email", "phone")):
        raise Unreadable(rule.line, "nobody")
    described = any(name in ("email", "phone", "name") or name.startswith("trait.") for name in rule.fields)
    if "event" not in rule.fields and not described:
        raise Unreadable(rule.line, "nothing")


def _path(number: int, text: str) -> str:
    try:
        return checked(text)
    except Wrong:
        raise Unreadable(number, "path", text) from None


def _constant(number: int, text: str) -> Any:
    """Words in quotes, a number, true or false."""
    words = _WORDS.fullmatch(text) if text.startswith('"') else None
    if words:
        return words[1]
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
        return float(text) if "." in text else int(text)
    raise Unreadable(number, "value", text)
