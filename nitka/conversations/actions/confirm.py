"""Ask at an address whether it is whose it was said to be, and hear the answer in the chat."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.channels import contract
from nitka.channels.models import Channel
from nitka.conversations.actions.announce import announce
from nitka.conversations.actions.signal import changed
from nitka.conversations.actions.ways import way_to
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Conversation, Message
from nitka.customers import actions as customers
from nitka.customers.models import Confirmation, Identity

_CODE = re.compile(r"\D{0,20}(\d{3})[ \u00a0-]?(\d{3})\D{0,5}")  # alone, or behind a few words


class NoWay(ValueError):
    """No channel of the company's writes to addresses of this kind."""


@transaction.atomic
def ask_to_confirm(
    *, conversation: Conversation, identity: Identity, claimant: Identity, member_id: UUID | None = None
) -> Confirmation:
    """Write to an address that somebody gave in a conversation. Raises NoWay, customers.CannotAsk."""
    channel = way_to(identity)
    if channel is None:
        raise NoWay(identity.kind)
    asked = customers.ask_to_confirm(identity=identity, claimant=claimant, member_id=member_id)
    with translation.override(channel.language):
        text = _("Somebody who is talking with us gave this address as theirs. Was it you?")
    announce(conversation=conversation, to=Destination(channel, identity), text=text, meta={"confirm": str(asked.pk)})
    return asked


def question(key: str) -> contract.ConfirmAsk | None:
    """The link of a letter that asks, and a code for whom we can hear in a chat; None where it is answered already."""
    asked = Confirmation.objects.select_related("claimant").filter(pk=key).first()
    if asked is None or not asked.is_open:
        return None
    url = f"{settings.PUBLIC_URL}{reverse('conversations:confirmation', args=[asked.token])}"
    return contract.ConfirmAsk(code=asked.code if asked.claimant.kind == "visitor" else "", url=url)


def heard(messages: Sequence[Message]) -> None:
    """Codes that customers wrote. One statement where any message looks like one, none where none does."""
    codes = [
        (message, "".join(found.groups()))
        for message in messages
        if (found := _CODE.fullmatch((message.text or "").strip()))
    ]
    asked = customers.who_was_asked([message.identity_id for message, _ in codes]) if codes else set()
    for message, code in codes:
        if message.identity_id in asked:
            _try(message, code)


def _try(message: Message, code: str) -> None:
    right = customers.try_code(claimant_id=message.identity_id, code=code)
    back = Destination(Channel.objects.get(pk=message.channel_id), Identity.objects.get(pk=message.identity_id))
    with translation.override(back.channel.language):
        said = _("Thank you, the address is confirmed.") if right else _("This code does not fit. Please check it.")
    conversation = Conversation.objects.get(pk=message.conversation_id)
    announce(conversation=conversation, to=back, text=said)
    changed([conversation.pk], "customer")


def answered(confirmation: Confirmation, *, yes: bool) -> bool:
    """The link was followed and the page answered; open pages follow. False where it was too late."""
    if not customers.answer_confirmation(confirmation=confirmation, yes=yes, how="link"):
        return False
    claimant = Identity.objects.get(pk=confirmation.claimant_id)
    held = Conversation.objects.filter(identity__customer_id=claimant.customer_id).exclude(status="merged")
    changed(list(held.order_by("-last_at").values_list("pk", flat=True)[:20]), "customer")
    return True
