"""Conversations that came, were answered and closed, and what was said about them; all by the verbs."""

from datetime import timedelta

from nitka.accounts.models import Member, Workspace
from nitka.channels.models import Channel
from nitka.conversations import actions as conversations
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation
from nitka.conversations.tests.factories import arrive, digest_all, said
from nitka.customers.models import Identity
from nitka.feedback.models import RatingRequest
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.realtime.models import EventOutbox


def talked(
    channel: Channel, session: str, by: Member, *, text: str = "Датчик молчит", after: timedelta = timedelta(minutes=3)
) -> Conversation:
    """A visitor wrote and was answered `after`. Runs outside a workspace; the caller enters one for the rest."""
    arrive(said(channel, session, text))
    digest_all()
    with in_workspace(channel.workspace_id):
        conversation = Conversation.objects.filter(identity__value=session).latest("created_at")
        to = destination_of(Identity.objects.get(value=session).pk, channel.pk)
        with clock.travel(clock.now() + after):
            conversations.reply(conversation=conversation, text="Меняем датчик", to=to, author=by)
    return conversation


def closed(conversation: Conversation, by: Member) -> RatingRequest | None:
    """It is closed; the question that follows, if one does."""
    with in_workspace(conversation.workspace_id):
        conversations.close(conversation=conversation, by=by)
        return RatingRequest.objects.filter(conversation_id=conversation.pk).order_by("-asked_at").first()


def asked(of: Workspace, channel: Channel, by: Member, session: str = "s1", **options) -> RatingRequest:
    """A request about a conversation of its own."""
    request = closed(talked(channel, session, by, **options), by)
    assert request is not None
    return request


def signals(kind: str) -> list[EventOutbox]:
    """What open pages were told of one kind; only the worker may read it."""
    with as_role("worker"):
        return list(EventOutbox.objects.filter(kind=kind).order_by("id"))
