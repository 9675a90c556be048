"""Searches kept under a name."""

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.models import SavedView

MOST = 30  # of one member, and of everybody


class TooMany(Exception):
    """There are as many views as a navigation bears."""


@transaction.atomic
def save_view(*, name: str, query: str, shared: bool, by: Member) -> SavedView:
    """Keep a search; one of the same name and owner is replaced. Raises TooMany."""
    owner = None if shared else by.pk
    kept = SavedView.objects.filter(member_id=owner)
    same = kept.filter(name=name).first()
    if same is None and kept.count() >= MOST:
        raise TooMany
    view = same or SavedView(name=name, member_id=owner)
    view.query, view.by_id = query, by.pk
    view.save()
    return view


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    """Take it out of the navigation."""
    view.delete()
