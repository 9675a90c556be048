"""`/pictures/<token>`: a remote picture of a letter, fetched by us, so that its sender learns nothing of who looks.

The frame of a letter has no origin and sends no cookie: the address is signed and lives an hour.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from uuid import UUID

import structlog
from django.core import signing

from nitka.kit import outside
from nitka.kit.asgi.answers import Problem, send_bytes, send_problem
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.types import Headers, Receive, Scope, Send
from nitka.kit.sniff import sniff

PATH = "/pictures/"
LIMIT = 5 * 1024 * 1024
LIVES = 3600  # seconds
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}
FETCHING = Rate(per_second=5, burst=120)  # of one company: letters hold dozens of pictures
HEADERS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cache-control", b"private, max-age=3600"),
    (b"cross-origin-resource-policy", b"cross-origin"),  # the frame that asks has no origin
]
_SALT = "nitka.pictures"
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_REMOTE = re.compile(r'\bdata-src="((?:https?:)?//[^"]+)"', re.IGNORECASE)
_SIZE = re.compile(r'\b(width|height)="\s*(\d+)', re.IGNORECASE)
_pool = ThreadPoolExecutor(4, thread_name_prefix="pictures")
log = structlog.get_logger("nitka.pictures")


def count(html: str) -> int:
    """How many remote pictures a letter would show; those that only watch are not counted."""
    return sum(1 for image in _IMAGE.findall(html) if _REMOTE.search(image) and not _watches(image))


def through_us(html: str, workspace_id: UUID, origin: str) -> str:
    """The letter with its remote pictures coming by us, and without those that only watch who opens it."""

    def turn(found: re.Match[str]) -> str:
        image = found[0]
        if not _REMOTE.search(image):
            return image
        if _watches(image):
            return ""
        return _REMOTE.sub(lambda one: f'src="{origin}{PATH}{_sign(unescape(one[1]), workspace_id)}"', image)

    return _IMAGE.sub(turn, html)


def _watches(image: str) -> bool:
    """A picture of a point or two is there to be counted, not to be seen."""
    sizes = {name.lower(): int(size[:6]) for name, size in _SIZE.findall(image)}
    return any(size <= 2 for size in sizes.values())


def _sign(address: str, workspace_id: UUID) -> str:
    return signing.dumps([address, str(workspace_id)], salt=_SALT, compress=True)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    try:
        address, workspace = signing.loads(scope["path"].removeprefix(PATH), salt=_SALT, max_age=LIVES)
    except signing.BadSignature:
        await send_problem(send, Problem(404, "not_found", "There is nothing here."))
        return
    if wait := FETCHING.take(workspace):
        await send_problem(send, Problem(429, "rate", "Too many pictures at once.", retry_after=wait))
        return
    try:
        body, kind = await asyncio.get_running_loop().run_in_executor(_pool, partial(_picture, address))
    except outside.Unfetched as problem:
        log.info("a picture of a letter was not fetched", why=str(problem))
        await send_problem(send, Problem(404, "not_found", "The picture cannot be had."))
        return
    await send_bytes(send, 200, body, kind.encode(), HEADERS)


def _picture(address: str) -> tuple[bytes, str]:
    """The bytes, and what they are by themselves; never what their server claims."""
    full = f"https:{address}" if address.startswith("//") else address
    answer = outside.get(full, limit=LIMIT)
    kind = sniff(answer.body[:4096])
    if kind not in SHOWN:
        raise outside.Unfetched("not a picture")
    return answer.body, kind
