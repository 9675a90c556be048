"""What a definition names: tokens of changes that may concern it, attributes, other segments."""

from collections.abc import Iterator
from uuid import UUID

from nitka.moments.kinds import KINDS
from nitka.segments.definition.tree import Condition, Group, Node, conditions

ANY = "moment"  # any moment at all
NEW = "new"  # whoever was not known before may be in any segment
CUSTOMER = "customer"
TALK = "talk"
SCORES = "rfm"
SUMS = "company"  # what the people of their company are together
FIRM = "firm"  # a company, for segments of companies
BUYING = tuple(name for name, kind in KINDS.items() if kind.thing == "order")
TALKING = ("message.in", "message.out", "conversation.closed", "conversation.reopened")


def named(tree: Node) -> list[str]:
    """The tokens of a definition: a change that has none of them does not concern it."""
    if isinstance(tree, Group) and tree.of == "companies":
        return sorted({FIRM} | {token for one in conditions(tree) for token in _of_companies(one)})
    return sorted({token for one in conditions(tree) for token in tokens(one)})


def attributes(tree: Node) -> set[str]:
    """The attributes of the company's own that a definition asks for."""
    return {one["key"] for one in conditions(tree) if one.sort == "attribute"}


def segments(tree: Node) -> set[UUID]:
    """The segments that a definition builds upon."""
    return {UUID(one["segment"]) for one in conditions(tree) if one.values.get("segment")}


def counted(tree: Node) -> set[UUID]:
    """Of those, the segments of people that a company's are counted in."""
    return {UUID(one["segment"]) for one in conditions(tree) if one.sort == "people" and one["segment"]}


def tokens(one: Condition) -> Iterator[str]:
    """The tokens of one condition."""
    kinds: tuple[str, ...] = tuple(one.values.get("kinds") or ())
    if one.sort == "money":
        kinds = BUYING
    elif one.sort == "conversation":
        kinds = TALKING
        yield TALK
    elif one.sort == "rating":
        kinds = ("rating", *((one["since"] or {}).get("kinds") or ()))
    elif one.sort == "rfm":
        yield SCORES
    elif one.sort == "segment":
        yield f"segment:{one['segment']}"
    elif one.sort == "field" and one["key"] == "last":
        yield ANY
    elif not kinds:
        yield CUSTOMER
        if one.sort == "company" and any(fact["fact"] in ("spent", "people") for fact in one["where"] or ()):
            yield SUMS
    yield from (f"moment:{kind}" for kind in kinds)


def _of_companies(one: Condition) -> Iterator[str]:
    """What may change it besides what every segment of companies hears of: who and what a company is."""
    if one.sort == "people" and one["segment"]:
        yield f"segment:{one['segment']}"
    elif one.sort in ("moment", "lapsed", "money", "rating", "conversation", "segment"):
        yield from tokens(one)
