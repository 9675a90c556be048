"""A company with two agents, a chat, and ratings written as the verbs would."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import chat
from nitka.customers.models import Customer, Identity, Status
from nitka.feedback.metrics.scales import mood
from nitka.feedback.models import Rating, RatingRequest
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.models import Touchpoint


@pytest.fixture
def workspace():
    return accounts.workspace(language="en")


@pytest.fixture
def vera(workspace):
    return accounts.member(workspace)


@pytest.fixture
def channel(workspace):
    return chat(workspace)


@pytest.fixture
def rated(workspace, vera, channel):
    """`rated(score, days_ago=1, …)`: a rating in its place; score None: asked and silent."""
    numbers = iter(range(1, 10_000))

    def make(score: int | None, days_ago: float = 1, on: Channel = channel, scale: str = "csat", **fields) -> None:
        number, at = next(numbers), clock.now() - timedelta(days=days_ago)
        with in_workspace(workspace.id):
            customer = Customer.objects.create(name=f"Клиент {number}")
            identity = Identity.objects.create(
                customer=customer, kind="visitor", value=f"s{number}", status=Status.VERIFIED
            )
            conversation = Conversation.objects.create(number=number, identity=identity, channel=on, status="closed")
            about = {
                "conversation": conversation, "identity": identity, "channel": on, "member": vera, "scale": scale,
                "touchpoint": Touchpoint.objects.get(channel_id=on.pk),
            }  # fmt: skip
            request = RatingRequest.objects.create(
                **about, asked_at=at, closes_at=at + timedelta(days=30), answered_at=None if score is None else at
            )
            if score is not None:
                Rating.objects.create(**about, request=request, score=score, mood=mood(scale, score), at=at, **fields)

    return make
