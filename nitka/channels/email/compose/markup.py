"""The HTML half of a letter: templates of our own engine, so that the plug-in needs nothing of the house."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from nitka.channels.contract import Quote
from nitka.kit.letter import OURS

from .words import moment, word

FONT = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_LINK = re.compile(r"\b(https?://[^\s<>\"'«»]+[^\s<>\"'«».,:;!?)\]}])")
_BULLET = re.compile(r"^\s*[-–—•*]\s+")
MAX_QUOTE = 3_000


@cache
def engine() -> Engine:
    """The plug-in's own template engine."""
    return Engine(dirs=[str(Path(__file__).parent.parent / "templates" / "email")], autoescape=True)


def render(name: str, values: dict[str, Any]) -> str:
    """One template."""
    return str(engine().get_template(name).render(Context({"font": mark_safe(FONT), **values}, use_l10n=False)))  # noqa: S308 - constant


def paragraphs(text: str, link: str = OURS) -> list[SafeString]:
    """Text as safe paragraphs: blank lines part them, links can be clicked."""
    blocks = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip())
    return [_lines(block, link) for block in blocks if block.strip()]


def quotes(earlier: Sequence[Quote], language: str) -> list[dict[str, Any]]:
    """Earlier messages for the template, each with its heading."""
    out = []
    for quote in earlier:
        heading = word(language, "wrote", date=moment(quote.at, language), author=quote.author)
        out.append({"heading": heading, "lines": _lines(shortened(quote.text))})
    return out


def shortened(text: str) -> str:
    """A quotation's text, not endless."""
    text = text.strip()
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE].rstrip() + "…"


def _lines(block: str, link: str = OURS) -> SafeString:
    out: list[str] = []
    for line in block.split("\n"):
        bullet = _BULLET.match(line)
        text = _linked(line[bullet.end() :] if bullet else line.rstrip(), link)
        out.append(f"•&nbsp;{text}" if bullet else str(text))
    return mark_safe("<br>".join(out))  # noqa: S308 - each line was escaped


def _linked(line: str, link: str) -> str:
    out: list[str] = []
    at = 0
    for found in _LINK.finditer(line):
        url = escape(found[1])
        out.append(escape(line[at : found.start()]))
        out.append(f'<a class="link" href="{url}" style="color:{link};text-decoration:underline">{url}</a>')
        at = found.end()
    return "".join([*out, escape(line[at:])])
