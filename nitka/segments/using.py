"""Who would miss a segment: others built upon it, kept views of the customers' list, and what higher and lower floors
do with it: lists that are sent by themselves, programs that are told of it."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.models import CustomerView
from nitka.kit import slots
from nitka.segments.models import Segment

SLOT = "segments.users"  # (codes of lists as `customers.taken` has them, who asks) → icon, name, path of each


class User(NamedTuple):
    """An icon, what it is called, its place under `/w/<slug>/`, where there is one to look at."""

    icon: str
    name: str
    path: str = ""
    holds: bool = False  # while it is there the segment cannot go


def users(segment: Segment, member: Member | None) -> list[User]:
    """All of them. What the member does not see themselves is there without its name; None, a program of the company's
    own, sees everything."""
    upon = Segment.objects.filter(archived_at=None, names__contains=[f"segment:{segment.pk}"]).order_by("name")
    views = [view for view in CustomerView.objects.filter(query__contains=str(segment.pk)).order_by("name", "id")
             if QueryDict(view.query).get("segment") == str(segment.pk)]  # fmt: skip
    lists = [f"segment:{segment.pk}", *(f"view:{view.pk}" for view in views)]
    return [
        *(User("people", one.name, f"segments/{one.pk}/", True) for one in upon),
        *(_view(view, member) for view in views),
        *(User(*one) for fill in slots.fillers(SLOT) for one in fill(lists, member)),
    ]


def _view(view: CustomerView, member: Member | None) -> User:
    if member is None or view.member_id in (None, member.pk):
        return User("filter", view.name, f"customers/?{view.query}&view={view.pk}")
    return User("filter", _("a colleague’s view of the list"))
