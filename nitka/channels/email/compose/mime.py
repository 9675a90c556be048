"""Parts of a letter as bytes."""

import re
from base64 import encodebytes
from collections.abc import Sequence
from quopri import encodestring
from secrets import token_hex
from urllib.parse import quote

from nitka.channels.contract import OutFile

from .headers import one_line

_TYPE = re.compile(r"^[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}$")
CRLF = b"\r\n"


def text(content: str, subtype: str) -> bytes:
    """A text part: quoted-printable where that stays readable, else base64."""
    data = content.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    strange = sum(1 for byte in data if byte > 126)
    if strange * 6 > len(data):
        encoding, body = b"base64", encodebytes(data).replace(b"\n", CRLF)
    else:
        encoding, body = b"quoted-printable", encodestring(data.replace(CRLF, b"\n")).replace(b"\n", CRLF)
    head = f"Content-Type: text/{subtype}; charset=utf-8".encode()
    return head + CRLF + b"Content-Transfer-Encoding: " + encoding + CRLF * 2 + body


def multipart(subtype: str, parts: Sequence[bytes], extra: str = "") -> bytes:
    """Several parts as one."""
    boundary = f"=_{token_hex(16)}"
    mark = b"--" + boundary.encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"{extra}'.encode()
    return head + CRLF * 2 + b"".join(mark + CRLF + part.rstrip(CRLF) + CRLF for part in parts) + mark + b"--" + CRLF


def file(one: OutFile) -> bytes:
    """An attachment, or a picture the HTML shows."""
    kind = one.type.lower() if _TYPE.match(one.type.lower()) and not one.type.startswith("multipart/") else ""
    disposition = "inline" if one.cid else "attachment"
    lines = [
        f"Content-Type: {kind or 'application/octet-stream'}",
        f"Content-Disposition: {disposition};{_filename(one.name)}",
        "Content-Transfer-Encoding: base64",
    ]
    if one.cid:
        lines.append(f"Content-ID: <{re.sub(r'[^A-Za-z0-9.@_-]', '', one.cid)[:200]}>")
    return "\r\n".join(lines).encode() + CRLF * 2 + encodebytes(one.read()).replace(b"\n", CRLF)


def _filename(name: str) -> str:
    """RFC 2231 in pieces, and plain ASCII beside it for old programs."""
    name = one_line(name).replace('"', "'").replace("\\", "_").replace("/", "_")[:150] or "file"
    if name.isascii():
        return f'\r\n filename="{name}"'
    simple = name.encode("ascii", "replace").decode().replace("?", "_")
    encoded = quote(name, safe="")
    pieces, at = [], 0
    while at < len(encoded):
        end = min(len(encoded), at + 54)
        while end < len(encoded) and "%" in encoded[max(at, end - 2) : end]:
            end -= 1  # do not cut a %XX
        pieces.append(encoded[at:end])
        at = end
    if len(pieces) == 1:
        return f"\r\n filename=\"{simple}\";\r\n filename*=utf-8''{pieces[0]}"
    rest = "".join(
        f";\r\n filename*{n}*={'utf-8' + chr(39) * 2 if n == 0 else ''}{piece}" for n, piece in enumerate(pieces)
    )
    return f'\r\n filename="{simple}"{rest}'
