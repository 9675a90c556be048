"""Bytes and what a letter says about their encoding → text that is always valid."""

import codecs
import re

_ALIASES = {
    "win-1251": "cp1251", "windows1251": "cp1251", "win1251": "cp1251", "cp-1251": "cp1251", "x-cp1251": "cp1251",
    "koi8r": "koi8-r", "koi8": "koi8-r", "x-koi8-r": "koi8-r", "dos-866": "cp866", "ibm866": "cp866",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252", "iso-8859-8-i": "iso-8859-8", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "utf8": "utf-8", "unicode-1-1-utf-7": "utf-7",
    "x-mac-cyrillic": "mac-cyrillic", "utf-8mb4": "utf-8",
}  # fmt: skip
# Codecs that are programs or that are no encoding of mail.
_BANNED = {"unicode_escape", "raw_unicode_escape", "undefined", "idna", "punycode", "mbcs", "oem", "charmap"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_MULTIBYTE = {"gb18030", "big5", "big5hkscs", "cp932", "shift_jis", "euc_jp", "cp949", "euc_kr"}
_SEVEN_BIT = {"utf-7", "iso2022_jp", "hz", "iso2022_kr", "iso2022_jp_2"}


def codec(label: str) -> str | None:
    """The name of the codec a label means, or None for one nobody knows."""
    name = label.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if not name or len(name) > 40:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("-", "_") in _BANNED:
        return None
    return info.name


def decode(data: bytes, label: str = "") -> str:
    """Decode by label where it can be true, else by the bytes themselves; never raises."""
    if label:
        name = codec(label)
        if name in _SEVEN_BIT:
            return clean(data.decode(name, "replace"))
        if name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            return clean(data.decode(name, "replace"))
    else:
        name = None
    if data.isascii():
        return clean(data.decode("ascii"))
    if name in _MULTIBYTE:
        try:
            return clean(data.decode(name))  # short Chinese may look like UTF-8 by chance
        except UnicodeDecodeError:
            pass
    # Valid UTF-8 beyond ASCII is hardly ever anything else, whatever the label says.
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    if name is None or name == "utf-8" or (name == "cp1252" and _guess(data) != "cp1252"):
        name = "utf-8" if name == "utf-8" and _mostly_utf8(data) else _guess(data)
    return clean(data.decode(name, "replace"))


def clean(text: str) -> str:
    """Text without NUL and lone surrogates, with plain line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd") * 10 < sum(1 for character in text if character > "\x7f")


def _guess(data: bytes) -> str:
    """Cyrillic of one kind or another, or western; by which bytes stand where."""
    high = [byte for byte in data[:20_000] if byte > 0x7F]
    letters = sum(1 for byte in data[:20_000] if 0x41 <= byte <= 0x7A)
    if len(high) * 3 < letters:
        return "cp1252"
    upper_half = sum(1 for byte in high if byte >= 0xE0)
    lower_half = sum(1 for byte in high if 0xC0 <= byte < 0xE0)
    dos = sum(1 for byte in high if 0x80 <= byte < 0xB0)
    if dos > lower_half and dos > len(high) // 2:
        return "cp866"
    # Text is mostly lower case: that is the upper half in windows-1251 and the lower half in koi8-r.
    return "koi8-r" if lower_half > upper_half else "cp1251"
