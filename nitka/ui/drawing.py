"""What compiled templates call while a page is drawn: names looked up, values written, compared and repeated."""

from collections.abc import Callable
from html import escape
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.base import FilterExpression, render_value_in_context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


class _Absent:
    """There is no such name on the page: false in conditions."""

    def __bool__(self) -> bool:
        return False

    def __getattr__(self, name: str) -> "_Absent":
        return self


UNSURE = object()  # Django shall find it
ABSENT = _Absent()
_DIRECT: dict[type, bool] = {}  # whether things of a type are asked for attributes alone, and not for keys
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "is": lambda a, b: a is b,
    "is not": lambda a, b: a is not b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
}


def look(value: Any, name: str) -> Any:
    """What a name after a dot stands for, by the shortest way; UNSURE for what is called or unusual."""
    kind = type(value)
    if value is None:
        return ABSENT
    if kind is dict:
        found = value.get(name, ABSENT)
        if found is ABSENT and (name.isdecimal() or hasattr(dict, name)):
            return UNSURE
    elif _DIRECT.get(kind) or _direct(kind):
        found = getattr(value, name, UNSURE)
    elif kind is tuple and name.isdecimal() and int(name) < len(value):
        found = value[int(name)]
    else:
        return UNSURE
    return UNSURE if callable(found) else found


def _direct(kind: type) -> bool:
    if kind not in _DIRECT:
        _DIRECT[kind] = not hasattr(kind, "__getitem__")
    return _DIRECT[kind]


def first(context: Context, name: str) -> Any:
    """What a name stands for on the page."""
    for layer in reversed(context.dicts):
        if name in layer:
            found = layer[name]
            return UNSURE if callable(found) else found
    return UNSURE if hasattr(Context, name) else ABSENT


def find(context: Context, names: tuple[str, ...]) -> Any:
    """What a dotted name stands for."""
    found = first(context, names[0])
    for name in names[1:]:
        found = look(found, name)
    return found


def flat(context: Context) -> dict[str, Any]:
    """All names of the page in one dictionary."""
    known: dict[str, Any] = {}
    for layer in context.dicts:
        known.update(layer)
    return known


def named(known: dict[str, Any], name: str) -> Any:
    """What a name stands for among `flat`."""
    found = known.get(name, ABSENT)
    return UNSURE if callable(found) or (found is ABSENT and hasattr(Context, name)) else found


def text(value: Any, expression: FilterExpression, context: Context, escaped: bool) -> str:
    """A value as it is written on the page: words and numbers at once, the rest as Django writes it."""
    kind = type(value)
    if kind is str:
        return escape(value) if escaped else value
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is int or kind is UUID:
        return str(value)  # USE_THOUSAND_SEPARATOR is off: numbers that are read have `figure`
    if value is ABSENT:
        return ""  # what Django writes too: no engine of ours has another `string_if_invalid`
    if value is UNSURE:
        value = expression.resolve(context)
    return render_value_in_context(value, context)


def filtered(value: Any, expression: Any, context: Context, absent: Any) -> Any:
    """What was found for the variable of an expression, through its filters."""
    return UNSURE if value is UNSURE else expression.filtered(value, context, absent)


def given(value: Any, expression: FilterExpression, context: Context) -> Any:
    """A value as an argument of a tag."""
    return expression.resolve(context) if value is UNSURE else "" if value is ABSENT else value


def term(value: Any, expression: FilterExpression, context: Context) -> Any:
    """A value as a part of a condition or the sequence of a loop: None for what is absent."""
    return expression.resolve(context, True) if value is UNSURE else None if value is ABSENT else value


def compare(sign: str, a: Any, b: Any) -> Any:
    """Two values compared; what cannot be is false, as in Django."""
    try:
        return _OPERATORS[sign](a, b)
    except Exception:
        return False


def several(value: Any) -> Any:
    """The rows of a loop."""
    return () if value is None else value if hasattr(value, "__len__") else list(value)


def turn(at: int, count: int) -> dict[str, Any]:
    """Django's `forloop`."""
    return {
        "counter0": at, "counter": at + 1, "revcounter": count - at,
        "revcounter0": count - at - 1, "first": at == 0, "last": at == count - 1,
    }  # fmt: skip


def drawn(output: Any, escaped: bool) -> Any:
    """What a tag answers, made safe."""
    return output if type(output) is SafeString or not escaped else conditional_escape(output)
