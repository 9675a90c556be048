"""A tree of parts → the best text, the HTML, the files."""

import html as htmllib
from dataclasses import dataclass, field

from nitka.channels.contract import File

from .charset import decode
from .files import MAX_FILES, file_of, given_name
from .mime import Limits, Part

MAX_TEXT = 2_000_000
MAX_TEXTS = 4 * MAX_TEXT  # of all parts
_TEXT = ("text/plain", "text/html", "text/enriched", "text/x-amp-html")


@dataclass(slots=True)
class Body:
    """What people see of a letter."""

    plain: list[str | None] = field(default_factory=list)  # by segment; None where only HTML exists
    html: list[str | None] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    reports: list[Part] = field(default_factory=list)

    def text(self) -> str | None:
        """The plain parts together, or None where some segment has none."""
        if not self.plain or any(one is None for one in self.plain):
            return None
        return "\n\n".join(one for one in self.plain if one)

    def markup(self) -> str:
        """All as HTML; empty when nobody wrote HTML."""
        if not any(self.html):
            return ""
        return "\n".join(one if one is not None else _as_html(self.plain[i] or "") for i, one in enumerate(self.html))


def collect(root: Part, limits: Limits) -> Body:
    """Walk the tree once."""
    body = Body()
    _walk(root, body, limits)
    return body


def _walk(part: Part, body: Body, limits: Limits) -> None:
    if part.type == "multipart/alternative":
        _alternative(part, body, limits)
    elif part.children:
        for child in part.children:
            _walk(child, body, limits)
        if part.type == "multipart/report":
            body.reports.append(part)
    else:
        _leaf(part, body, limits)


def _alternative(part: Part, body: Body, limits: Limits) -> None:
    """The last of each form is the best one; files in a branch are kept."""
    plain: str | None = None
    html: str | None = None
    for child in part.children:
        branch = Body()
        _walk(child, branch, limits)
        plain = branch.text() or plain
        html = branch.markup() or html
        body.files += branch.files
        body.reports += branch.reports
    if plain is not None or html is not None:
        body.plain.append(plain)
        body.html.append(html)


def _leaf(part: Part, body: Body, limits: Limits) -> None:
    disposition, params = part.disposition()
    name = given_name(part, params) if params or part.params.get("name") or part.type == "message/rfc822" else ""
    if part.type in _TEXT and disposition != "attachment" and not name:
        _text(part, body, limits)
    elif part.type in (
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    ) or part.type.startswith("multipart/"):
        return
    elif len(body.files) >= MAX_FILES:
        limits.problems.add("too_many_files")
    elif part.body.strip() or name:
        body.files.append(file_of(part, disposition, name, len(body.files) + 1))


def _text(part: Part, body: Body, limits: Limits) -> None:
    data = part.content()
    most = min(MAX_TEXT, max(MAX_TEXTS - limits.text, 0))
    if len(data) > most:
        limits.problems.add("text_cut")
        data = data[:most]
    limits.text += len(data)
    text = decode(data, part.params.get("charset", ""))
    if not text.strip():
        return
    if part.type == "text/plain":
        if part.params.get("format", "").lower() == "flowed":
            text = _unflow(text, part.params.get("delsp", "").lower() == "yes")
        body.plain.append(text)
        body.html.append(None)
    elif part.type == "text/html":
        body.plain.append(None)
        body.html.append(text)
    elif part.type == "text/enriched":
        body.plain.append(text)
        body.html.append(None)


def _unflow(text: str, delete_space: bool) -> str:
    """RFC 3676: lines that end in a blank go on in the next, at the same depth of quoting."""
    out: list[list[str]] = []  # by line: a long one is not copied for each piece of it
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        kept = content[:-1] if soft and delete_space else content
        if open_depth == depth and out:
            out[-1].append(kept)
        else:
            out.append([(">" * depth + " " if depth else "") + kept])
        open_depth = depth if soft else -1
    return "\n".join("".join(line) for line in out)


def _as_html(text: str) -> str:
    return '<div class="plain">' + htmllib.escape(text).replace("\n", "<br>") + "</div>"
