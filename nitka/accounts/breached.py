"""Passwords that are known from break-ins elsewhere: a file that the operator keeps (`NITKA_BREACHED_PASSWORDS`)."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nitka.accounts.models import User

HASH = 40  # hexadecimal digits of SHA-1, as such lists have them
LINE = 128  # bytes that no line of such a list has

log = structlog.get_logger(__name__)


class NotBreached:
    """A password validator of Django's. The file has a hash a line, sorted, anything behind a colon: `HASH:count`."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError. A file that cannot be read stops nobody: it is said in the log."""
        place = os.environ.get("NITKA_BREACHED_PASSWORDS", "").strip()
        if not place:
            return
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        try:
            with Path(place).open("rb") as file:
                found = _holds(file, wanted)
        except OSError as problem:
            log.error("accounts.breached_passwords_unread", place=place, error=str(problem))
            return
        if found:
            raise ValidationError(
                _("This password is known from a break-in elsewhere: choose another"), code="password_breached"
            )

    def get_help_text(self) -> str:
        """Not shown."""
        return ""


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Halve the file until the line is found: some forty reads of a list of a thousand million."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:  # the line begins in [low, high)
        middle = (low + high) // 2
        line, begin = _line_from(file, middle)
        if begin >= high:
            high = middle
        elif line < wanted:
            low = begin + 1
        elif line > wanted:
            high = middle
        else:
            return True
    return False


def _line_from(file: BinaryIO, place: int) -> tuple[bytes, int]:
    """The hash of the first line that begins at `place` or behind it, and where that is."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(LINE)
    begin = file.tell()
    return file.readline(LINE)[:HASH].strip().upper(), begin
