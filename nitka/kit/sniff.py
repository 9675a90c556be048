"""What a file is, by its first bytes; the sender's word is only believed where it is harmless."""

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x7fELF", "application/x-executable"),
    (b"{\\rtf", "application/rtf"),
    (b"#!", "text/plain"),
    (b"x\x9f>\x22", "application/vnd.ms-tnef"),
)
_SHORT = {b"BM": "image/bmp", b"MZ": "application/x-msdownload"}  # words may begin like that, but have no NUL
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_BY_OLE_NAME = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_TEXTS = {"text/csv", "text/calendar", "text/vcard", "text/markdown", "application/json"}
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif", b"avif": "image/avif"}
EXTENSIONS = {
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/bmp": "bmp",
    "image/tiff": "tif", "image/heic": "heic", "image/svg+xml": "svg", "application/pdf": "pdf",
    "application/zip": "zip", "text/plain": "txt", "text/html": "html", "text/csv": "csv", "text/calendar": "ics",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "video/mp4": "mp4", "message/rfc822": "eml",
}  # fmt: skip


def sniff(data: bytes, declared: str = "", name: str = "") -> str:
    """The type of some bytes."""
    head = data[:4096]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _BY_OLE_NAME.get(_extension(name), kind) if kind.endswith("ole-storage") else kind
    if b"\x00" in head and head[:2] in _SHORT:
        return _SHORT[head[:2]]
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], _UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "audio/mp4" if head[8:11] == b"M4A" else "video/mp4")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip(data)
    if declared == "message/rfc822":
        return declared
    return _text(head, declared)


_UNKNOWN = "application/octet-stream"
# What an archive may say of itself: documents. Any other word of it would be the sender's, that it is a picture too.
_SAID = re.compile(rb"application/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z-]{4,40})")


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _zip(data: bytes) -> str:
    head = data[:65_536]
    if head[30:38] == b"mimetype":
        said = _SAID.fullmatch(head[38:120].partition(b"PK")[0].strip())
        return said[0].decode() if said else "application/zip"
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        for mark, kind in _OFFICE.items():
            if mark in head or mark in data[-65_536:]:
                return kind
    return "application/zip"


def _text(head: bytes, declared: str) -> str:
    if not head:
        return "text/plain" if declared.startswith("text/") else _UNKNOWN
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<body", b"<head")) or declared == "text/html":
        return "text/html"
    if b"<svg" in start:
        return "image/svg+xml"
    if start.startswith(b"<?xml"):
        return "application/xml"
    if declared in _TEXTS:
        return declared
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return "text/plain" if declared.startswith("text/") or control == 0 else _UNKNOWN
