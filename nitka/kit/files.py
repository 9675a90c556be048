"""What a file really is, by its first bytes, and a name that is only a name."""

import re
import unicodedata

from nitka.kit.sniff import sniff

UNKNOWN = "application/octet-stream"
INSIDE_ZIP = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_RUNNING = ("text/html", "image/svg+xml", "application/xml")
LONGEST_NAME = 150
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u061c\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_UNSAFE = re.compile(r'[<>:"|?*]+')


def kind_of(head: bytes, name: str = "") -> str:
    """The media type of a file from its first kilobytes; the name only tells office files from other archives.

    HTML and SVG are text here, and so never run.
    """
    kind = sniff(head, name=name)
    if kind == "application/zip":
        return INSIDE_ZIP.get(name.rpartition(".")[2].lower(), kind)
    return "text/plain" if kind in _RUNNING else kind


def plain_name(given: str, fallback: str = "file") -> str:
    """The last part of a path, without control or direction characters, of a sane length."""
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", given)).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_UNSAFE.sub(" ", name).split()).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        short = dot and len(ending) <= 12
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if short else name[:LONGEST_NAME]
    return name or fallback
