"""Which way something that happened can move a customer: who bought once more cannot fall out of “bought twice”."""

from collections.abc import Iterator, Mapping

from nitka.segments.definition.names import tokens
from nitka.segments.definition.tree import Condition, Group, Node


def one_way(tree: Node) -> Mapping[str, bool]:
    """Tokens of moments of which more can only bring in (True) or only take out (False); others go both ways.

    Who is in already need not be judged after the first, who is not after the second: without the moment they would
    have stayed until time was to judge them, and with it all the more.
    """
    found: dict[str, bool | None] = {}
    for token, way in _ways(tree, True):
        found[token] = way if found.get(token, way) == way else None
    return {token: way for token, way in found.items() if way is not None}


def _ways(node: Node, upright: bool) -> Iterator[tuple[str, bool | None]]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from _ways(part, upright != (node.how == "none"))
        return
    more = _more(node)
    for token in tokens(node):
        way = more.get(token)
        yield token, None if way is None else way == upright


def _more(one: Condition) -> dict[str, bool]:
    """What more of a kind does to a condition: make it true or untrue, if anything."""
    if one.sort == "moment":
        return dict.fromkeys((f"moment:{kind}" for kind in one["kinds"]), one["at_least"] is not None)
    since = (one["since"] or {}).get("kinds") or () if one.sort == "rating" else ()
    way = _more_ratings(one) if since else None
    # They can only let more ratings count; a rating that is itself one of the kinds is another matter
    return {f"moment:{kind}": way for kind in since if kind != "rating"} if way is not None else {}


def _more_ratings(one: Condition) -> bool | None:
    """What older ratings that count, too, do to a condition."""
    if one["measure"] == "last":
        return True  # the last stays the last; where there was none there is one
    if one["measure"] == "count":
        return one["at_least"] is not None
    return True if one["measure"] == "lowest" and one["at_most"] is not None else None
