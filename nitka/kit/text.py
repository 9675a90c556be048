"""Text from outside made storable: PostgreSQL refuses NUL and lone surrogates, in text and in JSON."""

import json
import math
import re
from typing import Any

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they turn round what stands beside them, too
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def scrub(text: str) -> str:
    """`text` with U+0000 and lone surrogates shown as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def scrub_json(value: Any) -> Any:
    """A JSON value with every string in it scrubbed, keys too; what is no number of JSON is null."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {scrub(str(key)): scrub_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub_json(item) for item in value]
    return value


def dump(value: Any) -> str:
    """A value as JSON that PostgreSQL can store. Only a document that shows a suspect escape is walked through."""
    from pydantic_core import to_json  # 3 MB that processes which only say a few lines do without

    try:
        document = to_json(value, inf_nan_mode="null", fallback=str).decode()
    except (ValueError, RecursionError):  # a lone surrogate, mostly
        document = json.dumps(scrub_json(value), default=str)
    if "\\u0000" in document:
        document = json.dumps(scrub_json(value), default=str)
    return document


def shorten(text: str, length: int) -> str:
    """One line of at most `length` characters, cut with an ellipsis; it stays within its own direction."""
    line = " ".join(_TURNING.sub("", text[: length * 4]).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
