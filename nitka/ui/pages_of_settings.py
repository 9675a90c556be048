"""The pages of the settings: each module adds its own (`add` in its AppConfig's `ready`), the frame lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(IntEnum):
    """The headings, in their order."""

    YOU = 1
    COMPANY = 2
    PEOPLE = 3
    WORK = 4
    DATA = 5


_TITLES = {
    Group.YOU: _("You"),
    Group.COMPANY: pgettext_lazy("settings", "Company"),
    Group.PEOPLE: _("People"),
    Group.WORK: _("Work"),
    Group.DATA: _("Data"),
}


@dataclass(frozen=True)
class Page:
    """One page of the settings; `path` lies under `/w/<slug>/`, pages below it count as it.

    All three functions are asked with the member. `count` stands beside the label, `alarm` (how many need attention) in
    its place with a mark; both are read only where the settings are shown: one quick statement each.
    """

    path: str
    label: str | Promise
    group: Group
    order: int = 50
    may: Callable[[Any], bool] = lambda member: True
    count: Callable[[Any], int] | None = None
    alarm: Callable[[Any], int] | None = None

    @property
    def heading(self) -> str:
        """What it stands under."""
        return str(_TITLES[self.group])


@dataclass(frozen=True)
class Item:
    """A page as its link shows it."""

    url: str
    label: str | Promise
    current: bool
    count: int | None = None
    alarm: int = 0


_pages: dict[str, Page] = {}


def add(*pages: Page) -> None:
    """Hang pages into the settings; the same path again takes the place of the first."""
    _pages.update({page.path: page for page in pages})


def pages_for(member: Any) -> list[Page]:
    """The pages that a member may see, group by group."""
    found = sorted(_pages.values(), key=lambda page: (page.group, page.order, page.path))
    return [page for page in found if page.may(member)]


def first_url(slug: str, member: Any) -> str:
    """Where the settings begin for a member; nothing when there is no page for them."""
    return next((f"/w/{slug}/{page.path}" for page in pages_for(member)), "")


def here(slug: str, path: str) -> bool:
    """Whether an address is one of the settings."""
    home = f"/w/{slug}/"
    return path.startswith((home + "settings/", *(home + page for page in _pages)))


def listed(slug: str, path: str, member: Any) -> list[tuple[str | Promise, list[Item]]]:
    """The navigation of the settings: headings and their links."""
    pages = pages_for(member)
    home = f"/w/{slug}/"
    current = max((page.path for page in pages if path.startswith(home + page.path)), key=len, default="")
    groups: dict[Group, list[Item]] = {}
    for page in pages:
        groups.setdefault(page.group, []).append(_item(page, home, current, member))
    return [(_TITLES[group], items) for group, items in groups.items()]


def _item(page: Page, home: str, current: str, member: Any) -> Item:
    return Item(
        home + page.path,
        page.label,
        page.path == current,
        page.count(member) if page.count else None,
        page.alarm(member) if page.alarm else 0,
    )
