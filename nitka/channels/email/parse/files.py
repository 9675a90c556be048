"""Attachments: safe names, sniffed types."""

import re
import unicodedata

from nitka.channels.contract import File
from nitka.kit.sniff import EXTENSIONS, sniff

from .mime import Part
from .words import decode_words

MAX_FILES = 200
MAX_NAME = 150
LONGEST = 5_000  # as it is written
_BIDI = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u2028\u2029]+')


def file_of(part: Part, disposition: str, given: str, number: int) -> File:
    """A leaf as a file."""
    data = part.content()
    kind = sniff(data, part.type, given)
    cid = part.headers.text("content-id").strip().strip("<>").strip()[:200]
    inline = bool(cid) and disposition != "attachment" and kind.startswith("image/")
    return File(name=safe_name(given, kind, number), type=kind, size=len(data), data=data, cid=cid, inline=inline)


def given_name(part: Part, params: dict[str, str]) -> str:
    """The name a part claims, decoded."""
    raw = params.get("filename") or part.params.get("name") or ""
    if not raw and part.type == "message/rfc822":
        head = part.body[:4_000]
        found = re.search(rb"^subject:[ \t]*(.{1,200})$", head, re.IGNORECASE | re.MULTILINE)
        raw = (found[1].decode("utf-8", "replace").strip() if found else "letter") + ".eml"
    return decode_words(raw[:LONGEST])


def safe_name(raw: str, kind: str = "", number: int = 1) -> str:
    """A file name that is only a name: no path, no control or direction characters, no surprise."""
    name = unicodedata.normalize("NFC", _BIDI.sub("", raw))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNSAFE.sub(" ", name).split()).strip(" .")
    if not name:
        return f"file-{number}.{EXTENSIONS.get(kind, 'bin')}"
    if len(name) > MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        name = (
            f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}" if dot and len(extension) <= 12 else name[:MAX_NAME]
        )
    return name
