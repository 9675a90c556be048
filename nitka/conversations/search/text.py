"""Words as search writes them (the same as `sql/search_words.sql`), and the other layout of a keyboard."""

import re
import unicodedata

TOKEN = re.compile(r"[0-9]+|[^\W_0-9]+")
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_SWAP = str.maketrans(_LATIN + '{}:"<>~' + _RUSSIAN, _RUSSIAN + "хъжэбюё" + _LATIN)


def plain(text: str) -> str:
    """NFC, lower case, ё as е."""
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е")


def words(text: str) -> list[str]:
    """The plain words and numbers of a text."""
    return TOKEN.findall(plain(text))


def swapped(chunk: str) -> str | None:
    """What a chunk would be on the other layout, when that is one word of letters: ghbdtn → привет."""
    chunk = unicodedata.normalize("NFC", chunk).lower()
    if len(chunk) < 2 or not (chunk.isascii() or re.fullmatch("[а-яё]+", chunk)):
        return None
    other = plain(chunk.translate(_SWAP))
    return other if re.fullmatch("[а-я]+|[a-z]+", other) else None
