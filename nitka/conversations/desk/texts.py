"""What people wrote, as safe HTML: paragraphs and links, nothing else."""

import re
from html import escape

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

_GAP = re.compile(r"\n\s*\n")
_LINK = re.compile(r"https?://|www\.|@", re.IGNORECASE)
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # tricks that turn a line round
LINKED = 20_000  # above this nothing is made a link: it would take longer than reading


def paragraphs(text: str | None) -> SafeString:
    """Text as paragraphs; single line breaks stay (CSS keeps them)."""
    clean = _DIRECTIONS.sub("", (text or "").replace("\r\n", "\n")).strip("\n")
    parts = [part.strip("\n") for part in _GAP.split(clean) if part.strip()]
    return mark_safe("".join(f"<p>{linked(part)}</p>" for part in parts))  # noqa: S308 - escaped there


def linked(text: str) -> SafeString:
    """Text with its addresses as links that tell nobody where they were clicked."""
    if len(text) > LINKED or not _LINK.search(text):
        return mark_safe(escape(text))  # noqa: S308 - escaped
    html = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(html.replace(' rel="nofollow"', ' rel="nofollow noopener noreferrer" target="_blank"'))  # noqa: S308 - urlize escapes


def lines_of(text: str) -> int:
    """How many lines a folded part has."""
    return text.strip().count("\n") + 1
