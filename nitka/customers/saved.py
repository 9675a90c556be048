"""The navigation of the customers' list: the house's views and the kept ones, each with how many customers it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import QueryDict
from django.utils.functional import Promise

from nitka.accounts.models import Member
from nitka.accounts.policies import can_change_view
from nitka.accounts.queries import kept_views
from nitka.customers import listing
from nitka.customers.models import CustomerView
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.ui import words

_KEPT = f"""select {reading.columns(CustomerView)} from customers_view
    where workspace_id = %(workspace)s and (member_id is null or member_id = %(member)s) order by position, id"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Entry:
    """A view in the navigation."""

    label: str | Promise
    href: str
    current: bool
    count: str = ""  # "" until it is counted
    kept: CustomerView | None = None
    changeable: bool = False
    changed: bool = False  # it is open, and shows something else than was kept


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the navigation: the house's, one's own, everybody's."""

    house: list[Entry]
    own: list[Entry]
    shared: list[Entry]

    @property
    def current(self) -> Entry | None:
        """The kept view that is open."""
        return next((entry for entry in (*self.own, *self.shared) if entry.current), None)


def ask_views(member: Member) -> Soon[list[CustomerView]]:
    """Ask for one's own and everybody's, in their order."""
    values = {"workspace": member.workspace_id, "member": member.pk}
    return ask(_KEPT, values, lambda rows: [reading.made(CustomerView, row) for row in rows])


def asked_by(view: CustomerView) -> listing.Asked:
    """What a view shows."""
    return replace(listing.read(QueryDict(view.query)), view=str(view.pk))


def ask_shown(member: Member, asked: listing.Asked, *, counted: bool = False) -> Soon[Shown]:
    """Ask for the navigation where `asked` is open. One statement, and one more to count."""
    return ask_views(member).then(lambda kept: _shown(kept, member, asked, counted))


def _shown(kept: list[CustomerView], member: Member, asked: listing.Asked, counted: bool) -> Shown:
    house = [(label, listing.read(query)) for label, query in listing.VIEWS]
    wanted = [*(query for _label, query in house), *map(asked_by, kept)]
    counts = count(wanted, member) if counted else [""] * len(wanted)
    entries = [_entry(*pair, asked, member) for pair in zip(kept, counts[len(house) :], strict=True)]
    return Shown(
        [
            Entry(label, query.query() or "?", query == replace(asked, columns=()), said)
            for (label, query), said in zip(house, counts, strict=False)
        ],
        [entry for entry in entries if entry.kept and entry.kept.member_id],
        [entry for entry in entries if entry.kept and not entry.kept.member_id],
    )


def _entry(view: CustomerView, said: str, asked: listing.Asked, member: Member) -> Entry:
    wanted, current = asked_by(view), asked.view == str(view.pk)
    may = can_change_view(member, view)
    return Entry(view.name, wanted.query(), current, said, view, may, current and asked != wanted)


def back_to(given: Mapping[str, str]) -> listing.Asked:
    """The list that a form was sent from."""
    return listing.read(QueryDict(given.get("back", "")[:4000].removeprefix("?")))


def name_of(asked: listing.Asked) -> str:
    """What a view may be called when nobody says."""
    said = [*([asked.q] if asked.q else []), *(str(said) for _name, said in asked.conditions())]
    text = ", ".join(said) or str(listing.VIEWS[0][0])
    return (text[:1].upper() + text[1:])[:80]


def of(member: Member, key: UUID) -> CustomerView | None:
    """A view by its id, where the member sees it."""
    return kept_views(CustomerView, member).filter(pk=key).first()


def count(wanted: Sequence[listing.Asked], member: Member) -> list[str]:
    """How many customers each holds, as far as a list counts them, in one statement."""
    asked: list[tuple[str, tuple[Any, ...]]] = []
    for one in wanted:
        rows = listing.found(one, member).order_by().values("pk")[: listing.counted(one) + 1]
        try:
            statement, values = rows.query.sql_with_params()
        except EmptyResultSet:  # nobody is called so
            statement, values = "select 1 where false", ()
        asked.append((f"(select count(*) from ({statement}) found)", values))  # noqa: S608 (Django wrote it)
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(statement for statement, _values in asked),
            [value for _statement, values in asked for value in values],
        )
        return [_said(n, listing.counted(one)) for n, one in zip(cursor.fetchone() or (), wanted, strict=True)]


def _said(n: int, most: int) -> str:
    return f"{words.figure(most)}+" if n > most else words.figure(n)
