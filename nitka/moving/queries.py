"""Reads of moves."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.moving.models import Moving
from nitka.moving.policies import can_move


def visible_to(member: Member) -> "QuerySet[Moving]":
    """The moves that a member may know of: all of them, or none."""
    return Moving.objects.all() if can_move(member) else Moving.objects.none()


def tabs(member: Member) -> list[tuple[str, str, str]]:
    """What hangs in the section «Customers»: code, label, address."""
    return [("moving", _("Moving in"), "customers/moving/")] if can_move(member) else []
