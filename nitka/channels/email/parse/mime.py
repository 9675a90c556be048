"""A letter's bytes → its tree of parts. Own and small, because it must neither raise nor be slow.

Works on whole bytes by `find`, not line by line, so that 40 MB cost as little as they can; depth and number of parts
are limited, and what lies beyond the limits is left unread (the raw letter is kept anyway).
"""

import re
from base64 import b64decode
from binascii import a2b_qp, a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass, field

from .charset import decode
from .words import decode_words

MAX_PARTS = 500
MAX_DEPTH = 30
MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 2_000  # of one header
MAX_HEADERS = 1024 * 1024  # bytes of the headers of all parts
MAX_READ = 6  # how often the letter may be cut out of itself, part within part
SMALL = 10 * 1024 * 1024
MAX_MARKS = 50_000  # things like a delimiter, of all parts
MAX_PADDING = 200  # bytes of a delimiter line behind its mark: blanks
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_PARAM = re.compile(r""";\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)""", re.DOTALL)
_UU = re.compile(rb"^begin [0-7]{3,4} .*?\r?\n", re.MULTILINE)


@dataclass(slots=True)
class Headers:
    """Header fields in order, names in lower case, values as raw bytes, unfolded."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)

    def raw(self, name: str) -> bytes:
        """The first value of a field, or nothing."""
        for key, value in self.fields:
            if key == name:
                return value
        return b""

    def all(self, name: str) -> Iterator[str]:
        """Every value of a field as text, encoded words untouched."""
        for key, value in self.fields:
            if key == name:
                yield decode(value).strip()

    def text(self, name: str) -> str:
        """The first value as text, encoded words untouched, blanks collapsed at the ends."""
        value = self.raw(name)
        return decode(value).strip() if value else ""

    def words(self, name: str) -> str:
        """The first value as people read it."""
        return decode_words(self.text(name))

    def has(self, name: str) -> bool:
        """Whether the field is there at all."""
        return any(key == name for key, _ in self.fields)


@dataclass(slots=True)
class Part:
    """One node: a leaf with a body, or a multipart with children."""

    headers: Headers
    type: str
    params: dict[str, str]
    body: bytes
    children: list["Part"] = field(default_factory=list)

    def content(self) -> bytes:
        """The body with its transfer encoding undone, as far as it can be."""
        encoding = self.headers.text("content-transfer-encoding").lower()
        return undo(self.body, encoding)

    def disposition(self) -> tuple[str, dict[str, str]]:
        """Content-Disposition: its word and its parameters."""
        raw = self.headers.text("content-disposition")
        return value_and_params(raw) if raw else ("", {})


@dataclass(slots=True)
class Limits:
    """Counts parts while a letter is read, and remembers that something was left out."""

    parts: int = 0
    headers: int = 0  # bytes
    copied: int = 0  # bytes of multiparts within multiparts
    most_copied: int = 0
    marks: int = 0
    text: int = 0  # bytes
    problems: set[str] = field(default_factory=set)


def parse(data: bytes) -> tuple[Part, Limits]:
    """The whole letter as a tree, and what was wrong with it."""
    limits = Limits(most_copied=max(MAX_READ * len(data), SMALL))
    return _part(data, limits, 0, "text/plain"), limits


def split_head(data: bytes) -> tuple[bytes, bytes]:
    """Header block and body; a letter may have either without the other."""
    if data[:2] == b"\r\n":
        return b"", data[2:]
    if data[:1] == b"\n":
        return b"", data[1:]
    end = data.find(b"\r\n\r\n")
    bare = data.find(b"\n\n", 0, end if end >= 0 else len(data))
    if end < 0 and bare < 0:
        found = _BLANK.search(data, 0, MAX_HEADER_BYTES)
        return (data[: found.start()], data[found.end() :]) if found else (data, b"")
    if bare >= 0:
        return data[:bare], data[bare + 2 :]
    return data[:end], data[end + 4 :]


def read_headers(head: bytes, limits: Limits | None = None) -> Headers:
    """Header lines to fields; lines that are none are skipped."""
    most = min(MAX_HEADER_BYTES, max(MAX_HEADERS - limits.headers, 1_000)) if limits else MAX_HEADER_BYTES
    if limits:
        limits.headers += min(len(head), most)
        if len(head) > most:
            limits.problems.add("headers_cut")
    head = head[:most]
    fields: list[tuple[str, bytes]] = []
    for line in _FOLD.sub(b"", head).split(b"\n"):
        name, colon, value = line.partition(b":")
        name = name.rstrip(b" \t")
        if len(fields) >= MAX_FIELDS:
            if limits:
                limits.problems.add("headers_cut")
            break
        if colon and name and b" " not in name and len(name) < 100:
            fields.append((name.decode("ascii", "replace").lower(), value.strip()))
        elif line.strip() and limits and not line.startswith((b"From ", b">From ")):
            limits.problems.add("bad_header")
    return Headers(fields)


def value_and_params(raw: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` → its value in lower case and its parameters (RFC 2231 undone)."""
    value, _, rest = raw.partition(";")
    if not rest:
        return value.strip().lower(), {}
    found: dict[str, str] = {}
    for name, text in _PARAM.findall(";" + rest[:20_000]):
        text = text.strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:])
        found.setdefault(name.lower(), text)
    return value.strip().lower(), _continued(found) if any("*" in name for name in found) else found


def undo(body: bytes, encoding: str) -> bytes:
    """Undo a content transfer encoding; broken encodings give what is left of them."""
    if encoding == "base64":
        return _base64(body)
    if encoding == "quoted-printable":
        return a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uu(body)
    return body


def _part(data: bytes, limits: Limits, depth: int, default: str) -> Part:
    limits.parts += 1
    head, body = split_head(data)
    headers = read_headers(head, limits)
    if not headers.fields and head.strip():
        body = data  # no header at all: everything is what somebody wrote
    raw_type = headers.text("content-type")
    kind, params = value_and_params(raw_type) if raw_type else (default, {})
    if kind.count("/") != 1 or kind.startswith("/") or kind.endswith("/"):
        kind = {"text": "text/plain", "html": "text/html"}.get(kind, default if not raw_type else "text/plain")
    part = Part(headers, kind, params, body)
    if kind.startswith("multipart/"):
        _children(part, limits, depth)
    return part


def _children(part: Part, limits: Limits, depth: int) -> None:
    boundary = part.params.get("boundary", "")
    limits.copied += len(part.body)
    if not boundary or depth >= MAX_DEPTH or limits.copied > limits.most_copied:
        limits.problems.add("no_boundary" if not boundary else "too_deep")
        part.type = "text/plain"
        return
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for piece in _pieces(part.body, boundary.encode("utf-8", "replace").rstrip(), limits):
        if limits.parts >= MAX_PARTS:
            limits.problems.add("too_many_parts")
            break
        part.children.append(_part(piece, limits, depth + 1, default))
    if not part.children:
        limits.problems.add("empty_multipart")
        part.type = "text/plain"
    else:
        part.body = b""  # its parts have it


def _pieces(body: bytes, boundary: bytes, limits: Limits) -> Iterator[bytes]:
    """What stands between delimiter lines; a missing last delimiter ends at the end."""
    mark = b"--" + boundary
    start = -1
    for at in _marks(body, mark):
        limits.marks += 1
        if limits.marks > MAX_MARKS:
            limits.problems.add("too_many_parts")
            break
        after = at + len(mark)
        # What follows a mark is looked at only so far: a line without end may be long.
        line_end = body.find(b"\n", after, after + MAX_PADDING)
        ends = line_end >= 0 or after + MAX_PADDING >= len(body)
        rest = body[after : line_end if line_end >= 0 else after + MAX_PADDING].strip()
        if ends and rest in (b"", b"--"):
            if start >= 0:
                yield body[start : _before_line_end(body, at, start)]
            if rest == b"--" or line_end < 0:
                return
            start = line_end + 1
    if start >= 0:
        limits.problems.add("unfinished")
        yield body[start:]


def _marks(body: bytes, mark: bytes) -> Iterator[int]:
    """Where lines begin as a delimiter does."""
    if body.startswith(mark):
        yield 0
    at = body.find(b"\n" + mark)
    while at >= 0:
        yield at + 1
        at = body.find(b"\n" + mark, at + 1)


def _before_line_end(body: bytes, at: int, start: int) -> int:
    if at > start and body[at - 1] == 0x0A:
        at -= 1
        if at > start and body[at - 1] == 0x0D:
            at -= 1
    return at


def _base64(body: bytes) -> bytes:
    try:
        return b64decode(body)
    except ValueError:
        clean = _NOT_BASE64.sub(b"", body)
        spare = len(clean) % 4
        return b64decode(clean[:-1] if spare == 1 else clean + b"=" * (-len(clean) % 4))


def _uu(body: bytes) -> bytes:
    start = _UU.search(body)
    out = []
    for line in body[start.end() if start else 0 :].splitlines():
        if line.strip() in (b"", b"`", b"end"):
            break
        try:
            out.append(a2b_uu(line))
        except ValueError:
            break
    return b"".join(out)


def _continued(found: dict[str, str]) -> dict[str, str]:
    """RFC 2231: `name*0*=…; name*1=…` and `name*=charset'lang'percent`."""
    plain = {name: value for name, value in found.items() if "*" not in name}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, value in found.items():
        if "*" not in name:
            continue
        base, _, rest = name.partition("*")
        number = rest.rstrip("*")
        pieces.setdefault(base, []).append(
            (int(number) if number.isdecimal() else 0, rest.endswith("*") or not rest, value)
        )
    for base, many in pieces.items():
        plain[base] = _joined(sorted(many, key=lambda piece: piece[0]))
    return plain


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    charset, data = "", bytearray()
    for index, (_, encoded, value) in enumerate(pieces):
        if encoded and index == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        data += re.sub(rb"%([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), raw) if encoded else raw
    return decode(bytes(data), charset)
