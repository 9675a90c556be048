"""What the pages of segments share."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from nitka.accounts.models import Member
from nitka.customers.models import Company
from nitka.segments.models import Segment


def member_of(request: HttpRequest) -> Member:
    """Who asks."""
    member: Member = request.member  # type: ignore[attr-defined]
    return member


def allow(request: HttpRequest, policy: Callable[[Member], bool]) -> Member:
    """Who asks, when they may. Raises PermissionDenied."""
    member = member_of(request)
    if not policy(member):
        raise PermissionDenied
    return member


def company_names(keys: Collection[UUID]) -> dict[UUID, str]:
    """What some companies are called."""
    return dict(Company.objects.filter(pk__in=keys).values_list("pk", "name"))


def segment_or_404(key: UUID) -> Segment:
    """A segment, one that was put away too. Raises Http404."""
    found = Segment.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
