"""A definition as a tree: groups of conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class WrongDefinition(ValueError):
    """The definition says something that cannot be: path (`all.0.days`) → what is wrong, in the reader's language."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(str(dict(fields)))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its sort, and its values as they were read, defaults filled in."""

    sort: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Group:
    """`how`: all, any or none of its parts; `of`, of the outermost: whom it describes, customers or companies."""

    how: str
    parts: tuple["Node", ...]
    of: str = "customers"


Node = Group | Condition


def conditions(node: Node) -> Iterator[Condition]:
    """Every condition of a tree, in reading order."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.parts:
        yield from conditions(part)
