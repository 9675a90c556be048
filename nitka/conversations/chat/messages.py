"""`messages`: what the visitor writes, stored before it is acknowledged; and what they may read."""

from typing import Any
from uuid import UUID

from nitka.conversations.actions import uploads
from nitka.conversations.chat import rows, tokens
from nitka.conversations.chat.request import Request
from nitka.inbound.accept import Raw, accept
from nitka.kit import slots
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.db.tenancy import in_workspace

TEXT = 10_000
SLACK = 2  # what the widget counts as one character may be two here
FILES = 10
WRITING = Rate(per_second=20, burst=300)
READING = Rate(per_second=30, burst=300)


async def write(request: Request) -> tuple[int, object]:
    """Accept a message; the same id again gets the first answer."""
    data = await request.json()  # first: a refusal before the body has come may be lost with the connection
    request.limit(WRITING, request.session)
    given = data.get("id")
    key = _id(request, given)
    text = _text(request, data.get("text"))
    files = _files(request, data.get("files"))
    if not text.strip() and not files:
        raise request.problem(422, "invalid", "empty")
    if files:
        await in_thread(lambda: _name(request, [str(file["sha256"]) for file in files]))
    page = data.get("page")
    accepted = await accept(Raw(
        workspace_id=request.channel.workspace_id,
        source_id=request.channel.id,
        kind="chat.message",
        key=f"{request.session}:{key}",
        sender=str(request.session),
        payload={
            "id": str(key), "text": text, "files": files, "language": request.language,
            "page": page[:2000] if isinstance(page, str) else "",
        },
    ))
    return 202, {"id": given, "at": accepted.at.isoformat()}


def _id(request: Request, given: Any) -> UUID:
    try:
        if isinstance(given, str) and len(given) <= 45:
            return UUID(given)
    except ValueError:
        pass
    raise request.problem(422, "invalid", "id")


def _text(request: Request, given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise request.problem(422, "invalid", "text")
    if len(given) > TEXT * SLACK:
        raise request.problem(422, "invalid", "text_long", n=TEXT)
    return given


def _files(request: Request, given: Any) -> list[dict[str, object]]:
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > FILES or not all(isinstance(item, str) for item in given):
        raise request.problem(422, "invalid", "files", n=FILES)
    found = [tokens.read_upload(request.session, item) for item in given]
    if None in found:
        raise request.problem(422, "invalid", "file_id")
    return [file.payload() for file in found if file is not None]


def _name(request: Request, sha256s: list[str]) -> None:
    with in_workspace(request.channel.workspace_id):
        uploads.name(session=request.session, sha256s=sha256s)


async def read(request: Request) -> tuple[int, object]:
    """What this session wrote and received after the cursor, oldest first."""
    request.limit(READING, request.session)
    after = request.asked("after")
    try:
        position = UUID(after) if after else None
    except ValueError:
        raise request.problem(400, "bad_request", "cursor") from None
    workspace_id, channel_id, session = request.channel.workspace_id, request.channel.id, request.session

    def look() -> tuple[list[dict[str, object]], UUID | None, list[object]]:
        with in_workspace(workspace_id):
            asked = [ask(str(session)) for ask in slots.fillers("visitor.rating")]
            return *rows.page(channel_id, session, position), [rating for rating in asked if rating]

    data, last, asked = await in_thread(look)
    return 200, {"data": data, "next": str(last or position or UUID(int=0)), "rating": asked[0] if asked else None}
