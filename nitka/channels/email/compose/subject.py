"""Subjects: one Re:, however many there were, in whatever language."""

import re

_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|fw|aw|wg|sv|vs|rv|tr|odp|ha|на|отв|ответ|пересл|от|вн)(?:\s*\[\d+\]|\s*\(\d+\)|\d*)?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*\[#\d{1,12}\]\s*")
MAX_SUBJECT = 200


def bare(subject: str) -> str:
    """A subject without answers' prefixes and our number."""
    text = " ".join(_NUMBER.sub(" ", subject).split())
    return _PREFIX.sub("", text).strip()


def answer(subject: str, *, reply: bool, fallback: str, number: int | None = None) -> str:
    """The subject of our letter; `Re:` only when it answers something."""
    text = bare(subject) or fallback
    if len(text) > MAX_SUBJECT:
        text = text[: MAX_SUBJECT - 1].rstrip() + "…"
    text = f"{text} [#{number}]" if number else text
    return f"Re: {text}" if reply else text
