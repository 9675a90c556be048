"""The sections of a member's page, as far as their pages exist."""

from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """One link of a navigation; `path` lies under `/w/<slug>/`."""

    path: str
    icon: str
    label: str | Promise
    url: str = ""
    current: bool = False


MAIN = (
    Link("inbox/", "inbox", _("Inbox")),
    Link("customers/", "people", _("Customers")),
    Link("insight/", "chart", _("Insight")),
    Link("tasks/", "task", _("Tasks")),
    Link("knowledge/", "book", _("Knowledge")),
)


def main(slug: str, path: str) -> list[Link]:
    """The links of the rail."""
    return _alive(MAIN, slug, path)


def has_bell() -> bool:
    """Whether there is a page of notices."""
    return _exists("notices/")


def _alive(links: tuple[Link, ...], slug: str, path: str) -> list[Link]:
    home = f"/w/{slug}/"
    return [
        Link(link.path, link.icon, link.label, home + link.path, path.startswith(home + link.path))
        for link in links
        if _exists(link.path)
    ]


@cache
def _exists(path: str) -> bool:
    try:
        resolve(f"/w/any/{path}")
    except Resolver404:
        return False
    return True
