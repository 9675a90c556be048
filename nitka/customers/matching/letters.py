"""One spelling for a word in Russian or Latin letters: schemes of transliteration and keyboards reduced to a key."""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "Z", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "C", "ч": "H", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "v",
}  # fmt: skip
# Of Latin spellings, the longer first; capitals stand for one sound, as above
_LATIN = (
    ("shch", "S"), ("tsch", "H"), ("sch", "S"), ("sh", "S"), ("zh", "Z"), ("kh", "h"), ("ch", "H"), ("ts", "C"),
    ("tz", "C"), ("tc", "C"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("yo", "e"), ("jo", "e"), ("x", "ks"),
    ("w", "v"), ("q", "k"), ("c", "k"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_SOFT = re.compile(r"i(?=e)|(?<!^)i(?=u)")
_TWICE = re.compile(r"(.)\1+")
_LEFT = re.compile(r"[^A-Za-z0-9]+")

_RU = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_EN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_TO_RU, _TO_EN = str.maketrans(_EN, _RU), str.maketrans(_RU, _EN)
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """What the spellings of a word have in common: «Щербаков», Shcherbakov and Scherbakov are one."""
    plain = word.lower()
    if _CYRILLIC_LETTER.search(plain):
        plain = "".join(_CYRILLIC.get(letter, letter) for letter in plain.replace("йо", "ё"))
    else:
        plain = unicodedata.normalize("NFKD", plain)
        for written, sound in _LATIN:
            plain = plain.replace(written, sound)
    return _TWICE.sub(r"\1", _SOFT.sub("", _LEFT.sub("", plain)))


def cyrillic(word: str) -> bool:
    """Written in Russian letters, at least in part."""
    return _CYRILLIC_LETTER.search(word) is not None


def other_layout(text: str) -> str:
    """The same keys with the keyboard switched over: ghbdtn is привет, and the other way round."""
    return text.translate(_TO_EN if cyrillic(text) else _TO_RU)
