"""Reads of moments."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from nitka.moments.models import Moment


def timeline(identity_ids: Sequence[UUID]) -> "QuerySet[Moment]":
    """The moments of some identities, newest first."""
    return Moment.objects.filter(identity_id__in=list(identity_ids)).order_by("-id")
