"""What was typed with the keyboard in the other layout: «fyyf» is «анна», «ылн» is "sky"."""

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_TO_LATIN = str.maketrans(_RUSSIAN, _LATIN)


def other(text: str) -> str:
    """The same keys in the other layout; the text itself where it has letters of both."""
    low = text.lower()
    russian = any(letter in _TO_LATIN for letter in map(ord, low))
    latin = any("a" <= letter <= "z" for letter in low)
    if russian == latin:
        return low
    return low.translate(_TO_LATIN if russian else _TO_RUSSIAN)
