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
    """SQL of a row of `w`: whether it is near, the part in the way, its figure, and how far it is: 0 to 1 and more."""

    near: str
    part: str
    value: str
    gap: str

    @property
    def columns(self) -> str:
        """For a select."""
        return f"{self.near} as near, {self.part} as part, {self.value} as value, {self.gap} as gap"


def nearly(tree: Group, parts: Sequence[str], values: Sequence[str], query: Query) -> Nearly:
    """`parts`: what each part of the group says; `values`: the figure that it bounds, or "" where it bounds none."""
    fails = [part if tree.how == "none" else f"not {part}" for part in parts]
    figures = [value and f"({value})::numeric" for value in values]
    gaps = [_gap(node, value, query) for node, value in zip(tree.parts, figures, strict=True)]
    if tree.how == "any" or len(parts) < 2:
        least = f"least({', '.join(gaps)})" if gaps else "null::numeric"
        which = [f"{gap} = {least}" for gap in gaps]
        return Nearly(f"coalesce({least} <= {HALF}, false)", _case(which, [str(n) for n in range(len(parts))]),
                      _case(which, figures), least)  # fmt: skip
    count = " + ".join(f"({fail})::int" for fail in fails)
    return Nearly(f"({count}) = 1", _case(fails, [str(n) for n in range(len(parts))]), _case(fails, figures),
                  _case(fails, gaps))  # fmt: skip


def _gap(node: Node, value: str, query: Query) -> str:
    """How far a figure is from its bound, by the bound."""
    aim = _aim(node) if value else None
    if aim is None:
        return "null::numeric"
    at, bound = aim
    off = f"{query.put(bound)} - {value}" if at == "at_least" else f"{value} - {query.put(bound)}"
    return f"(({off}) / {query.put(max(bound, 1))}::numeric)"


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
