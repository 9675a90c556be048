"""A common password is no better for a few signs more, the other keyboard layout, or its letters as digits."""

import itertools
import re
from collections.abc import Iterator

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nitka.accounts.models import User
from nitka.accounts.passwords import REST

_LATIN = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")  # the same keys
_LETTERS = str.maketrans("@013457$!", "aoieastsi")
_REPEATED = re.compile(r"(.{1,4})\1+(.{0,3})", re.DOTALL)
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
         "qwertyuiop[]asdfghjkl;'zxcvbnm,./", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/")  # fmt: skip


class NotCommon(CommonPasswordValidator):
    """Django's list of 20,000, and what is made of one of them with fewer than eight other signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if any(self._common(spelt) for spelt in _spellings(password.casefold().strip())):
            words = _("This is a common password or made of one: those are tried first")
            raise ValidationError(words, code="password_too_common")

    def _common(self, spelt: str) -> bool:
        return _is_a_pattern(spelt) or any(core in self.passwords for core in _cores(spelt))


def _spellings(password: str) -> Iterator[str]:
    yield password
    yield password.translate(_LATIN)


def _cores(spelt: str) -> Iterator[str]:
    """What is left without some of the digits and signs around it, fewer than eight together."""
    behind = _signs(spelt[::-1])
    for first in range(_signs(spelt) + 1):
        for last in range(min(behind, REST - 1 - first) + 1):
            core = spelt[first : len(spelt) - last]
            yield core
            yield core.translate(_LETTERS)


def _signs(spelt: str) -> int:
    """How many of the first characters are no letters; seven at most."""
    return len(list(itertools.takewhile(lambda sign: not sign.isalpha(), spelt[: REST - 1])))


def _is_a_pattern(spelt: str) -> bool:
    """A few signs again and again, or a walk along the alphabet, the digits or the keys."""
    repeated = _REPEATED.fullmatch(spelt)
    if repeated is not None and repeated[1].startswith(repeated[2]):
        return True
    return len(spelt) > 2 and any(spelt in row * 2 or spelt in row[::-1] * 2 for row in _ROWS)
