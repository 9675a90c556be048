"""A client of HTTP that expects the worst: each request on a connection of its own, what fails is no answer."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 8.0  # seconds for an answer
Answer = tuple[int, Any]  # status, body; 0 where there was none


def ask(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    """One try. `body` goes as JSON, an answer that is no JSON comes as text."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        content = None if body is None else json.dumps(body).encode()
        connection.request(method, path, content, {"Content-Type": "application/json"} | (headers or {}))
        answer = connection.getresponse()
        return answer.status, _read(answer.read())
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
