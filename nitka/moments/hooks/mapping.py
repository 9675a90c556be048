"""From a payload and its rules to events of the collector. Pure; whatever comes is an event, nothing or a reason."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from nitka.moments.hooks.language import WHO, Condition, Rule, Value
from nitka.moments.hooks.paths import Reader

Call = dict[str, Any]
_OURS = {"event", "time", "key", *WHO}
_NUMBER = re.compile(r"[^\d.,+-]")


def events(rules: Sequence[Rule], data: Any, body: bytes) -> list[Call]:
    """What a payload becomes; rules that hold, in their order. Raises TooMuch."""
    read = Reader(data)
    calls: list[Call] = []
    for rule in rules:
        if all(_holds(one, read) for one in rule.conditions):
            calls += _calls(rule, {name: _value(value, read) for name, value in rule.fields.items()}, body)
    return calls


def _calls(rule: Rule, found: dict[str, Any], body: bytes) -> list[Call]:
    """Who it is, and what happened. Without a login of theirs, who it is stands in their contact."""
    user, anonymous = _text(found.get("user")), _text(found.get("anonymous"))
    user = "" if user in ("0", "null") else user  # so shops call a guest
    if not user and not anonymous:
        user = (_text(found.get("email")) or _text(found.get("phone"))).lower()
    who = {"userId": user or None, "anonymousId": anonymous or None}
    key = _text(found.get("key"))[:120] or hashlib.sha256(body).hexdigest()[:40]
    at = found.get("time")
    when = {"timestamp": at} if isinstance(at, str) and at else {}
    traits = {name: found[name] for name in ("email", "phone", "name") if _text(found.get(name))}
    traits |= {name[6:]: value for name, value in found.items() if name.startswith("trait.") and value is not None}
    calls: list[Call] = []
    if traits:
        mark = hashlib.sha256(repr(sorted(traits.items(), key=str)).encode("utf-8", "replace")).hexdigest()[:12]
        calls.append({"type": "identify", "messageId": f"hook:{key}:{mark}", "traits": traits, **who, **when})
    event = _text(found.get("event"))
    if event:
        facts = {name: value for name, value in found.items()
                 if name not in _OURS and not name.startswith("trait.") and value is not None}  # fmt: skip
        calls.append({"type": "track", "messageId": f"hook:{key}:{event}"[:250], "event": event, "properties": facts,
                      **who, **when})  # fmt: skip
    return calls


def _holds(condition: Condition, read: Reader) -> bool:
    values = read.all(condition.path)
    match condition.operator:
        case "exists":
            return any(value is not None for value in values)
        case "missing":
            return not any(value is not None for value in values)
        case "=":
            return any(_equal(value, condition.wanted) for value in values)
        case _:
            return not any(_equal(value, condition.wanted) for value in values)


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return bool(value == wanted) or (not isinstance(value, dict | list) and str(value) == str(wanted))


def _value(value: Value, read: Reader) -> Any:
    for kind, source in value.choices:
        found = read.first(source) if kind == "path" else source
        for function in value.functions:
            found = _FUNCTIONS[function](found)
        if found is not None and found != "":
            return found
    return None


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()[:255]


def _decimal(value: Any) -> Decimal | None:
    """A number as people and programs write it: 1 234,50 too."""
    text = _NUMBER.sub("", _text(value))
    if "," in text:
        text = text.replace(",", "") if "." in text else text.replace(",", ".")
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 15 else None


def _number(value: Any) -> float | int | None:
    found = _decimal(value)
    if found is None:
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def _abs(value: Any) -> float | int | None:
    """Of a sum that its sender writes below nought."""
    found = _decimal(value)
    return None if found is None else _number(abs(found))


def _cents(value: Any) -> float | int | None:
    found = _decimal(value)
    return None if found is None else _number(found / 100)


def _date(value: Any) -> str | None:
    """ISO 8601; seconds or milliseconds since 1970; a day as 29.11.2026."""
    stamp = _decimal(value) if not isinstance(value, str) or re.fullmatch(r"\d{9,13}(\.\d+)?", value.strip()) else None
    try:
        if stamp is not None:
            seconds = float(stamp) / 1000 if stamp > 10**11 else float(stamp)
            return datetime.fromtimestamp(seconds, UTC).isoformat()
        text = _text(value)
        day = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?", text)
        if day:
            text = f"{day[3]}-{day[2]}-{day[1]}T{day[4] or '00:00'}"
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


_FUNCTIONS = {
    "lower": lambda value: _text(value).lower(),
    "upper": lambda value: _text(value).upper(),
    "trim": _text,
    "text": _text,
    "number": _number,
    "abs": _abs,
    "cents": _cents,
    "date": _date,
}
