"""`files`: uploads, whose type is sniffed, and downloads, from which nothing runs."""

from io import BytesIO
from typing import IO
from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from nitka.conversations.actions import uploads
from nitka.conversations.chat import tokens
from nitka.conversations.chat.request import Request
from nitka.kit import blobs, clamd
from nitka.kit.asgi import bodies
from nitka.kit.asgi.answers import send_bytes
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Headers, Send
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.files import UNKNOWN, kind_of, plain_name

LIMIT = 20 * 1024 * 1024
AROUND = 64 * 1024  # the multipart form around a file
CHUNK = 256 * 1024
UPLOADS = Rate(per_second=0.5, burst=30)
# Sessions are cheap to begin: what one client sends counts together, as an office or a carrier may be one.
OF_CLIENT = 4 << 30  # bytes at once, and as many again in a day
LEAST = 64 * 1024  # what the smallest file counts for: files are counted, too
SENT = Rate(per_second=OF_CLIENT / 86_400, burst=OF_CLIENT)
SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"cache-control", b"private, max-age=86400, immutable"),  # the browser keeps the session that shows it, too
    (b"referrer-policy", b"no-referrer"),
]


async def upload(request: Request) -> tuple[int, object]:
    """Keep one file and name it for a message to come."""
    request.limit(UPLOADS, request.session)
    kind = request.header(b"content-type")
    if not kind.lower().startswith("multipart/form-data"):
        raise request.problem(415, "file_type", "multipart")
    if (length := bodies.declared_length(request.scope)) <= LIMIT + AROUND:
        request.limit(SENT, request.address, max(length or LIMIT, LEAST))
    try:
        body = await bodies.spool(request.scope, request.receive, LIMIT + AROUND)
    except bodies.TooLarge:
        raise request.problem(413, "too_large", "too_large", n=LIMIT >> 20) from None
    with body:
        found = await in_thread(lambda: _keep(request, kind, body))
    return 201, {
        "id": tokens.upload(request.session, found), "name": found.name, "type": found.type, "size": found.size,
        "image": found.is_picture,
    }


def _keep(request: Request, kind: str, body: IO[bytes]) -> tokens.File:
    given = _parse(request, kind, body)
    if given.size is None or given.size > LIMIT:
        raise request.problem(413, "too_large", "too_large", n=LIMIT >> 20)
    data = given.read()
    name = plain_name(given.name or "")
    given.close()
    try:
        with in_workspace(request.channel.workspace_id):
            sha256 = uploads.keep(session=request.session, data=data)
    except uploads.OverQuota:
        raise request.problem(413, "quota", "quota", n=uploads.QUOTA >> 20) from None
    return tokens.File(sha256, name, kind_of(data[:4096], name), len(data))


def _parse(request: Request, kind: str, body: IO[bytes]) -> "UploadedFile[bytes]":
    length = body.seek(0, 2)
    body.seek(0)
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length)}
    try:
        parser = MultiPartParser(meta, BytesIO(body.read()), [TemporaryFileUploadHandler()], "utf-8")
        _, files = parser.parse()
    except (MultiPartParserError, SuspiciousOperation, ValueError, LookupError):
        raise request.problem(400, "bad_request", "multipart") from None
    given = files.get("file") or next(iter(files.values()), None)
    if not isinstance(given, UploadedFile):
        raise request.problem(400, "bad_request", "multipart")
    return given


async def download(request: Request, token: str, send: Send) -> None:
    """Send a file: a picture as one, all else to be saved."""
    file = tokens.read_download(request.channel.id, token)
    if file is None:
        raise request.problem(404, "not_found", "no_file")
    try:
        opened = await in_thread(lambda: blobs.open(request.channel.workspace_id, file.sha256))
    except (FileNotFoundError, ValueError):
        raise request.problem(404, "not_found", "no_file") from None
    try:
        await in_thread(lambda: clamd.check(opened))
    except clamd.Infected:
        opened.close()
        raise request.problem(403, "virus", "virus") from None
    except clamd.Unsure:
        opened.close()
        raise request.problem(503, "unsure", "unsure", wait=60) from None
    size = await in_thread(lambda: opened.seek(0, 2))
    way = "inline" if file.is_picture else "attachment"
    headers: Headers = [
        *SAFE,
        (b"content-disposition", f"{way}; filename*=UTF-8''{quote(file.name)}".encode()),
    ]
    kind = (file.type if file.is_picture else UNKNOWN).encode()
    if request.method == "HEAD" or size == 0:
        opened.close()
        return await send_bytes(send, 200, b"", kind, headers)
    await send({
        "type": "http.response.start", "status": 200,
        "headers": [(b"content-type", kind), (b"content-length", str(size).encode()), *headers],
    })
    await _send(opened, size, send)
    return None


async def _send(opened: IO[bytes], size: int, send: Send) -> None:
    """A piece at a time, so that a slow reader holds no thread."""
    try:
        sent = 0
        opened.seek(0)
        while sent < size:
            piece = await in_thread(lambda: opened.read(CHUNK))
            if not piece:
                return
            sent += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": sent < size})
    finally:
        opened.close()
