"""Searches kept under a name."""

from django.db import transaction

from nitka.accounts.actions import keep_view
from nitka.accounts.models import Member
from nitka.conversations.models import SavedView


def save_view(*, name: str, query: str, shared: bool, by: Member) -> SavedView:
    """Keep a search; one of the same name and owner is replaced. Raises TooMany."""
    return keep_view(SavedView, name=name, query=query, shared=shared, by=by)


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    """Take it out of the navigation."""
    view.delete()
