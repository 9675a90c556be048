"""What a file really is, by its first bytes, and a name that is only a name."""

import re
import unicodedata

UNKNOWN = "application/octet-stream"
MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
)
INSIDE_ZIP = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
LONGEST_NAME = 150
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u061c\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_UNSAFE = re.compile(r'[<>:"|?*]+')


def kind_of(head: bytes, name: str = "") -> str:
    """The media type of a file from its first kilobytes; the name only tells office files from other archives."""
    for offset, mark, kind in MAGIC:
        if head[offset : offset + len(mark)] == mark:
            return INSIDE_ZIP.get(name.rpartition(".")[2].lower(), kind) if kind == "application/zip" else kind
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """Text, of whatever kind: HTML and SVG are text here, and so never run."""
    try:
        text = head[:-4].decode() if len(head) > 4 else head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return False
        text = head[: error.start].decode()
    return bool(text) and not any(ord(char) < 9 or 13 < ord(char) < 32 for char in text)


def plain_name(given: str, fallback: str = "file") -> str:
    """The last part of a path, without control or direction characters, of a sane length."""
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", given)).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNSAFE.sub(" ", name).split()).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        short = dot and len(ending) <= 12
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if short else name[:LONGEST_NAME]
    return name or fallback
