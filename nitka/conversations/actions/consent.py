"""Letters that ask whether their reader agreed, where a consent was stated for an address."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.channels import contract
from nitka.channels.models import Channel
from nitka.conversations.actions.announce import announce
from nitka.conversations.actions.thread import latest_of, take_numbers
from nitka.conversations.actions.ways import way_to
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Conversation
from nitka.customers.events import ConsentsAsked
from nitka.customers.models import Consent, Identity
from nitka.customers.queries import agreement_url
from nitka.kit import clock


def on_asked(event: ConsentsAsked) -> None:
    """Consents were stated that have to be confirmed."""
    ask(consent_ids=event.consent_ids)


@transaction.atomic
def ask(*, consent_ids: Collection[UUID]) -> None:
    """Write to each contact by its own channel; where none writes to such ones the question stays open."""
    lines = Consent.objects.select_related("identity", "purpose").filter(pk__in=list(consent_ids)).order_by("id")
    for line in lines:
        channel = way_to(line.identity)
        if channel is not None:
            _ask(line, channel)


def question(workspace_id: UUID, key: str) -> contract.ConfirmAsk:
    """The link of such a letter."""
    return contract.ConfirmAsk(code="", url=agreement_url(workspace_id, UUID(key)))


def _ask(line: Consent, channel: Channel) -> None:
    with translation.override(channel.language):
        subject = _("Please confirm: %(purpose)s") % {"purpose": line.purpose.name}
        text = _("This address was given for “%(purpose)s”. Do you agree to get such messages from us?")
        text %= {"purpose": line.purpose.name}
    thread = latest_of(line.identity.customer_id) or _closed(line.identity, channel)
    to = Destination(channel, line.identity)
    announce(conversation=thread, to=to, text=text, subject=subject, meta={"consent": str(line.pk)})


def _closed(identity: Identity, channel: Channel) -> Conversation:
    """A conversation that nobody has to do anything about: an answer to the letter opens it."""
    now = clock.now()
    return Conversation.objects.create(
        identity_id=identity.pk, channel_id=channel.pk, number=take_numbers(1), status="closed", closed_at=now,
        created_at=now, last_at=now,
    )  # fmt: skip
