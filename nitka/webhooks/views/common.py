"""Who asks, and of which endpoint."""

from uuid import UUID

from django.http import Http404, HttpRequest

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.webhooks.models import Endpoint


def member(request: HttpRequest) -> Member:
    """The member at work, who may administer."""
    return admitted(request, can_administer)


def endpoint(request: HttpRequest, key: UUID) -> Endpoint:
    """An endpoint of theirs."""
    member(request)
    found = Endpoint.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
