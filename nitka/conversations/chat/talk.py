"""`sessions`, `stream`, `typing`, `receipts`: the small doors around the messages."""

import time
from typing import Any
from uuid import UUID

from nitka.conversations import queries
from nitka.conversations.actions.receipts import acknowledge
from nitka.conversations.chat import sessions
from nitka.conversations.chat.request import Request
from nitka.kit.asgi.origins import ours
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import topics
from nitka.realtime.actions import whisper

BEGINNING = Rate(per_second=20, burst=2000)  # by address: an office, a school, a mobile carrier may be behind one
ASKING = Rate(per_second=1, burst=60)
TYPING = Rate(per_second=1, burst=10)
SEEING = Rate(per_second=5, burst=60)
REMEMBER, RECHECK = 30.0, 1.0  # seconds; who has no conversation yet begins one at any moment

_conversations: dict[UUID, tuple[float, UUID | None]] = {}


async def begin(request: Request) -> tuple[int, object]:
    """A new session. It costs us no row: the first message makes the visitor."""
    request.limit(BEGINNING, request.address)
    await request.json()
    request.session, token = sessions.make(request.channel.id)
    return 201, {"session": token, "stream": _url(request)}


async def stream(request: Request) -> tuple[int, object]:
    """A fresh address of the stream."""
    request.limit(ASKING, request.session)
    return 200, {"stream": _url(request)}


def _url(request: Request) -> str:
    return topics.stream_url([topics.visitor(request.session)], base=ours(request.scope))


async def typing(request: Request) -> tuple[int, object]:
    """Show the agent that the visitor is writing."""
    request.limit(TYPING, request.session)
    await request.json()
    workspace_id, session = request.channel.workspace_id, request.session

    def tell() -> None:
        conversation = _conversation(workspace_id, session)
        if conversation is not None:
            whisper(topic=topics.conversation(conversation), kind="typing", data={"from": "visitor"})

    await in_thread(tell)
    return 204, None


def _conversation(workspace_id: UUID, session: UUID) -> UUID | None:
    now = time.monotonic()
    hit = _conversations.get(session)
    if hit and hit[0] > now:
        return hit[1]
    with in_workspace(workspace_id):
        found = queries.conversation_of_visitor(str(session))
    if len(_conversations) > 10_000:
        _conversations.clear()
    _conversations[session] = (now + (REMEMBER if found else RECHECK), found)
    return found


async def receipts(request: Request) -> tuple[int, object]:
    """The visitor's browser has, or the visitor has read, everything up to a message."""
    request.limit(SEEING, request.session)
    data = await request.json()
    marks = {state: _mark(request, data.get(state)) for state in ("delivered", "read")}
    workspace_id, session = request.channel.workspace_id, request.session

    def note() -> None:
        with in_workspace(workspace_id):
            visitor = queries.visitor(str(session))
            if visitor is not None:
                acknowledge(visitor=visitor, delivered=marks["delivered"], read=marks["read"])

    if any(marks.values()):
        await in_thread(note)
    return 204, None


def _mark(request: Request, given: Any) -> UUID | None:
    if given is None:
        return None
    try:
        if isinstance(given, str) and len(given) <= 45:
            return UUID(given)
    except ValueError:
        pass
    raise request.problem(422, "invalid", "receipt")
