"""Text from outside made storable: PostgreSQL refuses NUL and lone surrogates, in text and in JSON."""

import json
import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def scrub(text: str) -> str:
    """`text` with U+0000 and lone surrogates shown as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def scrub_json(value: Any) -> Any:
    """A JSON value with every string in it scrubbed, keys too."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {scrub(str(key)): scrub_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub_json(item) for item in value]
    return value


def dump(value: Any) -> str:
    """A value as JSON that PostgreSQL can store. Only a document that shows a suspect escape is walked through."""
    document = json.dumps(value, default=str)
    if "\\u0000" in document or "\\ud" in document:
        document = json.dumps(scrub_json(value), default=str)
    return document


def shorten(text: str, length: int) -> str:
    """One line of at most `length` characters, cut with an ellipsis."""
    line = " ".join(text[: length * 4].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
