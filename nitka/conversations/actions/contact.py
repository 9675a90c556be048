"""A visitor says how to reach them: stated, not proven (rule 9)."""

from nitka.conversations.actions.receive import Arrival
from nitka.conversations.actions.signal import changed
from nitka.conversations.models import Conversation
from nitka.customers.actions import Claim, hold, name_customer, state


def state_contact(arrival: Arrival) -> None:
    """Join what the visitor stated to their customer, or keep it as a proposal."""
    sender = arrival.parsed.sender
    claim = Claim(sender.kind, sender.value, sender.name, sender.status)
    claimant = hold([claim])[claim.key]
    name_customer(claimant, sender.name)
    for stated in arrival.parsed.stated:
        name_customer(claimant, stated.name)
        if stated.value:
            state(claimant, Claim(stated.kind, stated.value, stated.name, "stated", source_id=arrival.channel.id))
    ids = Conversation.objects.filter(identity__customer_id=claimant.customer_id, status="open").values_list(
        "pk", flat=True
    )
    changed(list(ids), "customer")
