"""Static files, served from memory: immutable under their version, checked by ETag without it, compressed once."""

import gzip
import hashlib
import mimetypes
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import SuspiciousFileOperation

from nitka.kit.asgi.answers import send_bytes, send_empty, send_text
from nitka.kit.asgi.bodies import header
from nitka.kit.asgi.types import Headers, Receive, Scope, Send

PREFIX = "/static/"
COMPRESSED = ("text/", "application/json", "image/svg", "application/manifest", "application/wasm")
FRESH = 1.0  # seconds that a page trusts a version; it names dozens of files
YEAR = b"public, max-age=31536000, immutable"
CHECK = b"public, no-cache"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2",
         ".webmanifest": "application/manifest+json", ".wasm": "application/wasm"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    stamp: tuple[int, int]
    version: str
    content_type: str
    body: bytes
    gzipped: bytes | None


_assets: dict[str, Asset] = {}
_places: dict[str, Path] = {}
_urls: dict[str, tuple[float, str]] = {}


def asset(name: str) -> Asset | None:
    """A static file by its name below `/static/`; read again when it has changed on disk."""
    place = _places.get(name) or _find(name)
    if place is None:
        return None
    try:
        found = place.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        known = _assets.get(name)
        if known is None or known.stamp != stamp:
            known = _assets[name] = _load(name, place, stamp)
    except OSError:
        _places.pop(name, None)
        return None
    return known


def _find(name: str) -> Path | None:
    try:
        found = finders.find(name) if name and "\x00" not in name else None
    except (SuspiciousFileOperation, ValueError, OSError):
        return None
    if not isinstance(found, str) or not Path(found).is_file():
        return None
    place = _places[name] = Path(found)
    return place


def _load(name: str, place: Path, stamp: tuple[int, int]) -> Asset:
    body = place.read_bytes()
    kind = TYPES.get(place.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    gzipped = gzip.compress(body, 9, mtime=0) if kind.startswith(COMPRESSED) and len(body) > 500 else None
    if gzipped is not None and len(gzipped) > len(body) * 0.9:
        gzipped = None
    charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else ""
    return Asset(stamp, hashlib.sha256(body).hexdigest()[:16], kind + charset, body, gzipped)


class VersionedStorage(StaticFilesStorage):
    """`{% static %}` gives a URL with the version of the content, so that it may be kept for ever."""

    def url(self, name: str | None) -> str:
        """The URL of a file; without a version when there is no such file."""
        known = _urls.get(name or "")
        if known and known[0] > time.monotonic():
            return known[1]
        plain = super().url(name)
        found = asset(name or "")
        if found is None:
            return plain
        url = f"{plain}?v={found.version}"
        _urls[name or ""] = (time.monotonic() + FRESH, url)
        return url


async def app(scope: Scope, _: Receive, send: Send) -> None:
    """The ASGI handler of `/static/…`."""
    name = scope["path"].removeprefix(PREFIX)
    found = asset(name) if scope["method"] in ("GET", "HEAD") else None
    if found is None:
        return await send_text(send, 404, "Not found\n")
    given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("v", [""])[0]
    await send_asset(scope, send, found, YEAR if given == found.version else CHECK)
    return None


async def send_asset(scope: Scope, send: Send, found: Asset, caching: bytes, extra: Headers | None = None) -> None:
    """Send a static file, or 304 when the browser has it."""
    tag = f'"{found.version}"'
    headers: Headers = [
        (b"cache-control", caching),
        (b"etag", tag.encode()),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        *(extra or [(b"cross-origin-resource-policy", b"cross-origin")]),  # public; letters show our faces
    ]
    if tag in header(scope, b"if-none-match"):
        return await send_empty(send, 304, headers, plain=False)
    body = found.body
    if found.gzipped is not None and "gzip" in header(scope, b"accept-encoding"):
        body = found.gzipped
        headers.append((b"content-encoding", b"gzip"))
    await send_bytes(send, 200, body, found.content_type.encode(), headers, head_only=scope["method"] == "HEAD")
    return None
