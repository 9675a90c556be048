"""Plain text → what was written now, and the rest (earlier letters, signatures) that is folded."""

import re

MAX_LINES = 5_000
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек"
)  # fmt: skip
_VERB = r"(?:wrote|writes|написала?|написал\(а\)|написали|пишет|сообщает|schrieb|a écrit|escribió|ha scritto)"
# "On Mon, 2 Nov 2026 at 12:00, Anna <a@b> wrote:", "2 нояб. 2026 г. в 12:00, Анна <a@b> написал(а):"
_WROTE = re.compile(rf"^.{{0,400}}\b{_VERB}\s*:?\s*$", re.IGNORECASE)
# "02.11.2026, 12:00, "Анна" <a@b.ru>:", "Понедельник, 2 ноября 2026, 12:00 +03:00 от Анна <a@b.ru>:"
_DATED = re.compile(
    rf"^(?=.{{0,60}}(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}\.? (?:{_MONTHS})))"
    r"(?=.{0,300}\d{1,2}:\d{2}).{0,400}(?:@|\bот\b|\bfrom\b).{0,200}:\s*$",
    re.IGNORECASE,
)
_DAY = re.compile(rf"^.{{0,60}}(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}\.?\s(?:{_MONTHS}))", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*[-_*]{2,}\s*(?:original message|original appointment|исходное сообщение|исходное письмо|"
    r"первоначальное сообщение|ursprüngliche nachricht|message d'origine)\s*[-_*]{2,}\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\s*(?:[-_*]{2,}\s*)?(?:forwarded message|begin forwarded message|пересылаемое сообщение|"
    r"пересланное сообщение|перенаправленное сообщение|конец пересылаемого)",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:from|от|von|de|від)\*?\s*:\*?\s*\S", re.IGNORECASE)
_FIELD = re.compile(
    r"^\s*\*?(?:sent|date|to|cc|subject|отправлено|дата|кому|копия|тема|gesendet|an|betreff|envoyé|objet)\*?\s*:",
    re.IGNORECASE,
)
_WHEN_OR_WHO = re.compile(r"[\d@]")
# What every beginning and every "… wrote:" has, cheaper to ask for than these themselves: most lines have neither
_MAY_BEGIN = re.compile(r"\s*\*?(?:[-_*]{2}|forw|begin|перес|перен|конец|from|от|von|de|від)", re.IGNORECASE)
_MAY_TELL = re.compile(r"[\d@]|^\s*(?:on|am|le) ", re.IGNORECASE)
_RULE = re.compile(r"^\s*[_-]{10,}\s*$")
_SIGNATURE = re.compile(r"^-- ?$")
_PHONE = re.compile(
    r"^\s*(?:sent from (?:my|mail|outlook|yahoo|samsung|proton)|get outlook for|отправлено (?:с|из|от) .{1,80}$|"
    r"отправлено через|отправлено из (?:мобильной )?(?:почты|яндекс|mail)|послано с )",
    re.IGNORECASE,
)


def fold(text: str) -> tuple[str, str]:
    """`(visible, folded)`; nothing is dropped, and a text that would be left empty is not folded."""
    lines, last = _signature(text.strip("\n").split("\n"))
    cut = _cut(lines[:MAX_LINES])
    if cut is None:
        visible, folded = _trailing(lines)
    else:
        start, end = cut
        end = len(lines) if end >= min(len(lines), MAX_LINES) else end
        visible, folded = lines[:start] + lines[end:], lines[start:end]
    visible, signature = _signature(visible)
    shown = "\n".join(visible).strip()
    if not shown:
        return text.strip(), ""  # only a quotation or a signature: then that is the message
    parts = ("\n".join(part).strip("\n") for part in (signature, folded, last))
    return shown, "\n\n".join(part for part in parts if part.strip())


def quote_header(line: str) -> bool:
    """Whether a line introduces a quotation ("… wrote:")."""
    line = line.strip()[:700]
    if len(line) > 650 or not _WHEN_OR_WHO.search(line):  # most lines, and at a tenth of what the others cost
        return False
    return bool(_DATED.match(line) or _WROTE.match(line))


def forwarded(line: str) -> bool:
    """Whether a line begins something forwarded, which is content."""
    return bool(_FORWARD.match(line[:200]))


def _cut(lines: list[str]) -> tuple[int, int] | None:
    """Where the earlier letter begins and ends, when something announces it."""
    quoted = any(line.startswith(">") for line in lines)
    for at, line in enumerate(lines):
        if not line or line.isspace():
            continue
        if _MAY_BEGIN.match(line):
            head = line[:700]
            if _FORWARD.match(head):
                return None
            if _ORIGINAL.match(head):
                return at, len(lines)
            if _FROM.match(head) and _header_block(lines, at):
                start = at - 1 if at and _RULE.match(lines[at - 1]) else at
                return start, len(lines)
        if (quoted or _MAY_TELL.search(line)) and (width := _header_width(lines, at)):
            return _announced(lines, at, at + width)
    return None


def _header_width(lines: list[str], at: int) -> int:
    """How many lines the "… wrote:" takes here (programs wrap it), or 0."""
    first = lines[at]
    if first.startswith(">"):
        return 0
    joined = first
    for width in (1, 2, 3):
        if quote_header(joined) or (width == 1 and _wrote_before_quote(lines, at)):
            return width
        if at + width >= len(lines) or not lines[at + width].strip() or not _may_wrap(first):
            return 0
        joined = f"{joined} {lines[at + width].strip()}"
    return 0


def _may_wrap(line: str) -> bool:
    start = line.lstrip()[:60].lower()
    return start.startswith(("on ", "am ", "le ")) or (start[:1].isdigit() and any(c.isdigit() for c in start[1:]))


def _wrote_before_quote(lines: list[str], at: int) -> bool:
    """ "Anna wrote:" without a date counts when a quotation follows."""
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    if not following.startswith(">"):
        return False
    line = lines[at].strip()[:700]
    return bool(_WROTE.match(line) or (line.endswith(":") and _DAY.match(line)))


def _announced(lines: list[str], start: int, after: int) -> tuple[int, int]:
    """Quoted lines follow: fold them and keep what is written below; else everything below is the quotation."""
    first = after
    while first < len(lines) and not lines[first].strip():
        first += 1
    if first >= len(lines) or not lines[first].startswith(">"):
        return start, len(lines)
    end = first
    while end < len(lines) and (lines[end].startswith(">") or not lines[end].strip()):
        end += 1
    if any(line.startswith(">") for line in lines[end:]):
        # Answers between the quoted lines: they need them. Only the last quotation goes.
        tail = _last_written(lines)
        return (tail, len(lines)) if tail < len(lines) else (len(lines), len(lines))
    return start, end


def _last_written(lines: list[str]) -> int:
    at = len(lines)
    while at and (lines[at - 1].startswith(">") or not lines[at - 1].strip()):
        at -= 1
    return at


def _header_block(lines: list[str], at: int) -> bool:
    """Outlook's block: From, and at least two of Sent, To, Subject within the next lines."""
    return sum(1 for line in lines[at + 1 : at + 7] if _FIELD.match(line[:200])) >= 2


def _trailing(lines: list[str]) -> tuple[list[str], list[str]]:
    at = _last_written(lines)
    return (lines[:at], lines[at:]) if any(line.startswith(">") for line in lines[at:]) else (lines, [])


def _signature(lines: list[str]) -> tuple[list[str], list[str]]:
    last = range(len(lines) - 1, max(-1, len(lines) - 25), -1)
    at = next((at for at in last if _SIGNATURE.match(lines[at])), None)
    if at is None:
        at = next((at for at in last if len(lines) - at <= 4 and _PHONE.match(lines[at][:200])), None)
    return (lines, []) if at is None else (lines[:at], lines[at:])
