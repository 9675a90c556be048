"""Who would miss a segment: others built upon it, kept views of the customers' list, and what higher and lower floors
do with it: lists that are sent by themselves, programs that are told of it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.models import CustomerView
from nitka.kit import slots
from nitka.kit.ids import id_in
from nitka.segments.models import Segment

# (codes of lists as `customers.taken` has them, who asks) → of each use the code ("": all), an icon, a name, a path
SLOT = "segments.users"


class User(NamedTuple):
    """An icon, what it is called, its place under `/w/<slug>/`, where there is one to look at."""

    icon: str
    name: str
    path: str = ""
    holds: bool = False  # while it is there the segment cannot go


def users(segment: Segment, member: Member | None) -> list[User]:
    """All of them. What the member does not see themselves is there without its name; None, a program of the company's
    own, sees everything."""
    return users_of([segment], member)[segment.pk]


def users_of(segments: Sequence[Segment], member: Member | None) -> dict[UUID, list[User]]:
    """The same of each, in a fixed number of statements whatever their number."""
    found: dict[UUID, list[User]] = {one.pk: [] for one in segments}
    whose = {f"segment:{key}": key for key in found}
    for one in Segment.objects.filter(archived_at=None).only("name", "names").order_by("name"):
        for name in {*one.names} & {*whose}:
            found[whose[name]].append(User("people", one.name, f"segments/{one.pk}/", True))
    for view in CustomerView.objects.filter(query__contains="segment=").order_by("name", "id"):
        key = id_in(QueryDict(view.query).get("segment", ""))
        if key in found:
            found[key].append(_view(view, member))
            whose[f"view:{view.pk}"] = key
    told = [one for fill in slots.fillers(SLOT) for one in fill(list(whose), member)]
    for code, *rest in told:
        for key in [whose[code]] if code else found:
            found[key].append(User(*rest))
    return found


def _view(view: CustomerView, member: Member | None) -> User:
    if member is None or view.member_id in (None, member.pk):
        return User("filter", view.name, f"customers/?{view.query}&view={view.pk}")
    return User("filter", _("a colleague’s view of the list"))
