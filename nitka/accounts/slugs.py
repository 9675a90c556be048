"""Short names for addresses, from names in Cyrillic too."""

from django.utils.text import slugify

_LETTERS = dict(zip("абвгдезийклмнопрстуфыэё", "abvgdeziyklmnoprstufyee", strict=True)) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip


def slug_of(name: str) -> str:
    """«Уклад» → uklad; empty when nothing of the name can be written in an address."""
    return slugify("".join(_LETTERS.get(char, char) for char in name.lower()))[:48]
