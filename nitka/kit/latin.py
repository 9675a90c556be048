"""Words as keys: Cyrillic in Latin letters, and nothing but small letters, digits and underscores."""

import re

_LATIN = str.maketrans(dict(zip(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h",
     "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"), strict=True,
)))  # fmt: skip


def slug(text: str, most: int = 40) -> str:
    """`Дата посл. заказа` is `data_posl_zakaza`; it begins with a letter, "" where there is none."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower().translate(_LATIN)).strip("_")
    return re.sub(r"^[^a-z]+", "", plain)[:most].rstrip("_")
