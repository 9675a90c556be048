"""Who almost fits: of a group one part is in the way, or, where any part would do, a figure is near its bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from nitka.segments.definition.tree import Condition, Group, Node
from nitka.segments.judging.query import Query

SHOWN = 5
HALF = 0.5  # of the bound: so near a figure must be where nothing else says that they are near


@dataclass(frozen=True, slots=True)
class Near:
    """A customer, the part of the outermost group that is in the way, and the figure it asks for as it is, if one."""

    customer: UUID
    part: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Nearly:
    """SQL over rows of the parts `p0`, `p1` … and their figures `f0`, `f1` …: whether one is near; and of those who are
    the part in the way, its figure, and how far that is from its bound: 0 to 1 and more, null where it has none.
    """

    near: str
    part: str
    value: str
    gap: str


def nearly(tree: Group, values: Sequence[str], query: Query) -> Nearly:
    """`values`: the figures that the parts of a group bound, "" where one bounds none."""
    numbers = [str(n) for n in range(len(values))]
    aims = [_aim(node) if value else None for node, value in zip(tree.parts, values, strict=True)]
    figures = [f"f{n}::numeric" if aim else "" for n, aim in enumerate(aims)]
    gaps = [_gap(n, *aim, query) if aim else "null::float8" for n, aim in enumerate(aims)]
    if tree.how == "any" or len(values) < 2:
        near = " or ".join(_half(n, *aim, query) for n, aim in enumerate(aims) if aim)
        least = f"least({', '.join(gaps)})"
        which = [f"{gap} = {least}" for gap in gaps]
        return Nearly(f"coalesce({near or 'false'}, false)", _case(which, numbers), _case(which, figures), least)
    fails = [f"{'' if tree.how == 'none' else 'not '}p{n}" for n in numbers]
    count = " + ".join(f"({fail})::int" for fail in fails)
    return Nearly(f"({count}) = 1", _case(fails, numbers), _case(fails, figures), _case(fails, gaps))


def _gap(n: int, at: str, bound: float, query: Query) -> str:
    """How far a figure is from its bound, by the bound."""
    off = f"{query.put(bound)} - f{n}" if at == "at_least" else f"f{n} - {query.put(bound)}"
    return f"(({off})::float8 / {query.put(max(bound, 1))})"


def _half(n: int, at: str, bound: float, query: Query) -> str:
    """A figure is by half of its bound away from it at most."""
    low, high = query.put(bound - HALF * max(bound, 1)), query.put(bound + HALF * max(bound, 1))
    return f"f{n} >= {low}" if at == "at_least" else f"f{n} <= {high}"


def _aim(node: Node) -> tuple[str, float] | None:
    """What a condition's figure should be: at least, or at most, so much."""
    if not isinstance(node, Condition):
        return None
    if node.sort == "field":
        return "at_most" if node["op"] == "within" else "at_least", node["days"]
    if node.sort == "attribute":
        return (node["op"], node["value"]) if node["op"] in ("at_least", "at_most") else None
    for at in ("at_least", "at_most"):
        if node.values.get(at) is not None:
            return at, node[at]
    return None


def _case(when: Sequence[str], then: Sequence[str]) -> str:
    known = [(case, value) for case, value in zip(when, then, strict=True) if value]
    return f"case {' '.join(f'when {case} then {value}' for case, value in known)} end" if known else "null::numeric"
