"""One request to the collector: its body whatever way it comes, its key, its refusals."""

import base64
import binascii
import json
import zlib
from typing import Any
from urllib.parse import parse_qs

from pydantic_core import from_json

from nitka.kit.asgi import bodies
from nitka.kit.asgi.types import Receive, Scope

BATCH_BYTES = 512_000
MEMBERS = 100  # gzips one behind the other in a body: the rest is copied for each
EVENT_BYTES = 32 * 1024
DRAINED = 8 * 1024 * 1024  # of a body too large, so that its sender reads the refusal


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, code: str, message: str, wait: float = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.wait = wait


class Request:
    """What a door needs to know of a request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["path"].rstrip("/")

    def key(self) -> str:
        """The write key of the Authorization header (Basic or Bearer) or of the query; else empty."""
        scheme, _, given = bodies.header(self.scope, b"authorization").partition(" ")
        if scheme.lower() == "basic":
            try:
                return base64.b64decode(given.strip(), validate=True).decode().partition(":")[0]
            except (binascii.Error, ValueError):
                return ""
        if scheme.lower() == "bearer":
            return given.strip()
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        return next((query[name][0] for name in ("writeKey", "writekey") if name in query), "")

    async def body(self, limit: int = BATCH_BYTES) -> bytes:
        """The whole body, inflated when it is gzip, whatever its content type says."""
        raw = await self._read(limit)
        return inflate(raw, limit) if raw[:2] == b"\x1f\x8b" else raw

    async def _read(self, limit: int) -> bytes:
        pieces: list[bytes] = []
        size = 0

        def add(piece: bytes) -> None:
            nonlocal size
            size += len(piece)
            if size <= limit:
                pieces.append(piece)

        try:
            await bodies.fill(add, self.receive, DRAINED)
        except bodies.TooLarge:
            raise too_large() from None
        if size > limit:
            raise too_large()
        return b"".join(pieces)


def inflate(raw: bytes, limit: int) -> bytes:
    """What gzip holds; refused at the limit, before the rest of a bomb is unpacked."""
    out = b""
    for _ in range(MEMBERS):
        stream = zlib.decompressobj(31)
        try:
            out += stream.decompress(raw, limit - len(out) + 1)
        except zlib.error:
            raise Refusal(400, "invalid_gzip", "The body is not gzip, though it begins as gzip does.") from None
        if len(out) > limit:
            raise too_large()
        if not stream.eof:
            raise Refusal(400, "invalid_gzip", "The gzip of the body ends too early.")
        raw = stream.unused_data.lstrip(b"\0")
        if not raw:
            return out
    raise Refusal(400, "invalid_gzip", "The gzip of the body has too many parts.")


def parse(body: bytes) -> dict[str, Any]:
    """The body as a JSON object. Half a surrogate pair, as browsers cut them, is no reason to refuse."""
    try:
        data = from_json(body)
    except ValueError:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise Refusal(400, "invalid_json", "The body is not valid JSON.") from None
    if not isinstance(data, dict):
        raise Refusal(400, "invalid_json", "The body has to be a JSON object.")
    return data


def too_large() -> Refusal:
    """More than this door takes."""
    return Refusal(
        400, "too_large", "At most 32 KB an event, and 512,000 bytes and 2,500 events a batch, are taken."
    )
