"""How long a text message is: in the parts that operators count and charge for (GSM 03.38, 03.40)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("\f^{}\\[~]|€")  # of the extension: an escape before each


def parts(text: str) -> int:
    """How many text messages carry it: 160 or 153 characters each in Latin, 70 or 67 as soon as one is of another
    alphabet (a long one spends some on being put together again)."""
    if not text:
        return 0
    if set(text) <= _BASIC | _TWICE:
        length, one, each = len(text) + sum(letter in _TWICE for letter in text), 160, 153
    else:
        length, one, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // each)
