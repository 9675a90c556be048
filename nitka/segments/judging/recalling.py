"""What lies in files of old months comes back into the journal before a statement that counts it is put together."""

from collections.abc import Iterator

from nitka.moments.actions import recall_kinds
from nitka.segments.definition.tree import Condition, Group, conditions
from nitka.segments.judging.happened import horizon


def recall(*trees: Group) -> None:
    """Have in the journal all that some definitions count; nothing is asked where they look at the last months only."""
    recall_kinds(look for tree in trees for one in conditions(tree) for look in _looks(one))


def _looks(one: Condition) -> Iterator[tuple[list[str], int | None]]:
    """At which kinds of moments a condition looks, and how many days back (None: at all there ever were)."""
    if one.sort == "moment":
        yield one["kinds"], one["days"]
    elif one.sort == "lapsed":
        yield one["kinds"], horizon(one)
    elif one.sort == "rating" and one["since"]:
        yield one["since"]["kinds"], one["since"]["days"]
