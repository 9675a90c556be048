"""Views kept under a name, of whatever list: each list has a table of its own, and these verbs are over all of them."""

from typing import Any, TypeVar

from django.db import transaction

from nitka.accounts.actions.teams import NameTaken
from nitka.accounts.models import KeptView, Member

View = TypeVar("View", bound=KeptView)

MOST_VIEWS = 30  # of one member, and of everybody


class TooMany(Exception):
    """There are as many views as a navigation bears."""


@transaction.atomic
def keep_view(kind: type[View], *, name: str, query: str, shared: bool, by: Member, **more: Any) -> View:
    """Keep a search; one of the same name and owner is replaced; `more` is for a new one. Raises TooMany."""
    owner = None if shared else by.pk
    kept = kind._default_manager.filter(member_id=owner)
    same = kept.filter(name=name).first()
    if same is None and kept.count() >= MOST_VIEWS:
        raise TooMany
    view = same or kind(name=name, member_id=owner, **more)
    view.query, view.by_id = query, by.pk
    view.save()
    return view


@transaction.atomic
def rename_view(*, view: KeptView, name: str, shared: bool, by: Member) -> None:
    """Another name, another owner. Raises NameTaken, TooMany."""
    owner = None if shared else by.pk
    others = type(view)._default_manager.filter(member_id=owner).exclude(pk=view.pk)
    if others.filter(name=name).exists():
        raise NameTaken
    if view.member_id != owner and others.count() >= MOST_VIEWS:
        raise TooMany
    view.name, view.member_id, view.by_id = name, owner, by.pk
    view.save(update_fields=["name", "member_id", "by_id"])
