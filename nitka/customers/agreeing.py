"""The link of a letter that asks whether its reader agreed: to which line of the journal. Nothing else is in it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from nitka.kit.signed import Signed

OPEN_FOR = timedelta(days=7)
LINK = Signed("nitka.customers.agreement")


def agreement_url(workspace_id: UUID, consent_id: UUID) -> str:
    """The whole address, as the letter carries it."""
    return f"{settings.PUBLIC_URL}{reverse('customers:agreement', args=[LINK.make(workspace_id, consent_id)])}"
