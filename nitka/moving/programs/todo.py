"""What a page lists is read one by one: each a step of its own, so that a long or broken one costs itself."""

from collections.abc import Callable

from nitka.moving.contract import Item, Json, Missing, Page, Unread


class Nobody(ValueError):
    """A conversation with nobody."""


def first(cursor: Json, read: Callable[[str], Item]) -> Page:
    """The first of `cursor["todo"]`; the others are left to the next steps."""
    external, *others = cursor["todo"]
    rest = {**cursor, "todo": others}
    try:
        return Page([read(external)], rest)
    except Missing:  # it was deleted since
        return Page(cursor=rest, unread=[Unread(external, "gone")])
    except Nobody:
        return Page(cursor=rest, unread=[Unread(external, "nobody")])
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return Page(cursor=rest, unread=[Unread(external, "unread")])
