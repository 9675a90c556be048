"""What the pages of segments share."""

from collections.abc import Collection
from uuid import UUID

from django.http import Http404

from nitka.customers.models import Company
from nitka.segments.models import Segment


def company_names(keys: Collection[UUID]) -> dict[UUID, str]:
    """What some companies are called."""
    return dict(Company.objects.filter(pk__in=keys).values_list("pk", "name"))


def segment_or_404(key: UUID) -> Segment:
    """A segment, one that was put away too. Raises Http404."""
    found = Segment.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
