"""One structured log: JSON lines, or a readable form on a terminal."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections import deque
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from nitka.kit import context
from nitka.kit.text import dump

Event = MutableMapping[str, Any]
_process: str | None = None  # set where lines are JSON
# A part of an address longer than an id is a signed link or a key: whoever reads the log must not be able to open it.
_TOKEN = re.compile(r"(?<=/)[^/\s]{37,}")
HIDDEN = "…"


def _add_context(_logger: Any, _method: str, event: Event) -> Event:
    """What is being done for whom; a value given by hand wins."""
    for name, variable in (("request_id", context.request_id), ("workspace_id", context.workspace_id)):
        value = variable.get()
        if value:
            event.setdefault(name, str(value))
    return event


def without_tokens(path: str) -> str:
    """An address as a log may keep it."""
    return _TOKEN.sub(HIDDEN, path) if len(path) > 37 else path


def _hide_tokens(_logger: Any, _method: str, event: Event) -> Event:
    if "path" in event:
        event["path"] = without_tokens(str(event["path"]))
    return event


def _tame_django(_logger: Any, _method: str, event: Event) -> Event:
    """A library's line that names an address. Django adds the request, which prints with its query."""
    event.pop("request", None)
    event["event"] = without_tokens(str(event["event"]))
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    _add_context,
    _hide_tokens,
]


def _renderer(nice: bool) -> list[Any]:
    if nice:
        plain = structlog.dev.plain_traceback  # the usual one shows every local variable, persons' words among them
        return [structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=plain)]
    return [_without_words, structlog.processors.JSONRenderer(default=str, ensure_ascii=False)]


def _without_words(logger: Any, method: str, event: Event) -> Event:
    """Exceptions keep no word of a person: looked up when there is one, as it needs Django."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    if not event.get("exc_info"):
        event.pop("exc_info", None)
        return event
    from nitka.kit import faults

    made: Event = faults.without_words(logger, method, event)
    return made


def formatter(process: str, nice: bool) -> logging.Formatter:
    """Lines of one form for what we say and what libraries say."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder(), _tame_django],
        processors=[_naming(process), structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(nice)],
    )


class _Recent(logging.Handler):
    """Keeps the latest errors of this process: where, of what kind, in which workspace; no word of a person."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: deque[dict[str, str]] = deque(maxlen=RECENT)

    def emit(self, record: logging.LogRecord) -> None:
        # A library's line is kept unfilled, without its values
        event = record.msg if isinstance(record.msg, dict) else {"event": str(record.msg)}
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(), "logger": record.name}
        line |= {key: str(event[key]) for key in ("event", "loop", "workspace_id", "request_id") if event.get(key)}
        error = record.exc_info[1] if record.exc_info else None
        self.lines.append(line | ({"kind": type(error).__name__} if error else {}))


RECENT = 20
_recent = _Recent()


def recent() -> list[dict[str, str]]:
    """The latest errors, the oldest first: at, logger, event, and kind, loop, workspace_id, request_id where known."""
    return list(_recent.lines)


def configure(process: str, *, level: str | None = None) -> None:
    """Send everything, ours and the libraries', to standard output in one form."""
    global _process
    nice = sys.stdout.isatty()
    _process = None if nice else process
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter(process, nice))
    root = logging.getLogger()
    root.handlers = [handler, _recent]
    root.setLevel(level or os.environ.get("NITKA_LOG_LEVEL", "INFO").upper())
    for noisy in ("procrastinate", "psycopg.pool", "mail.log", "asyncio", "django.request"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def quick(logger: str) -> Callable[..., None]:
    """A `say(event, **fields)` at level info, for what is said at every request: a line in the same form that does not
    go through the processors, where it would cost as much as a small request itself.
    """

    def say(event: str, **fields: Any) -> None:
        if _process is None:
            structlog.get_logger(logger).info(event, **fields)
        elif logging.getLogger(logger).isEnabledFor(logging.INFO):
            if "path" in fields:
                fields["path"] = without_tokens(fields["path"])
            common = {"event": event, "process": _process, "level": "info", "logger": logger, "at": datetime.now(UTC)}
            sys.stdout.write(dump(fields | common) + "\n")
            sys.stdout.flush()

    return say


def _naming(process: str) -> Any:
    """Threads and other event loops have no context variables of the main one."""

    def add(_logger: Any, _method: str, event: Event) -> Event:
        event.setdefault("process", process)
        return event

    return add
