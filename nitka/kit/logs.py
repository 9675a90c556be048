"""One structured log: JSON lines, or a readable form on a terminal."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from nitka.kit import context

Event = MutableMapping[str, Any]


def _add_context(_logger: Any, _method: str, event: Event) -> Event:
    """What is being done for whom; a value given by hand wins."""
    for name, variable in (("request_id", context.request_id), ("workspace_id", context.workspace_id)):
        value = variable.get()
        if value:
            event.setdefault(name, str(value))
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    _add_context,
]


def _renderer(nice: bool) -> list[Any]:
    if nice:
        return [structlog.dev.ConsoleRenderer(timestamp_key="at")]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str, ensure_ascii=False)]


def configure(process: str, *, level: str | None = None) -> None:
    """Send everything, ours and the libraries', to standard output in one form."""
    nice = sys.stdout.isatty()
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    name_process = _naming(process)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder()],
        processors=[name_process, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(nice)],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level or os.environ.get("NITKA_LOG_LEVEL", "INFO").upper())
    for noisy in ("procrastinate", "psycopg.pool", "mail.log", "asyncio", "django.request"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _naming(process: str) -> Any:
    """Threads and other event loops have no context variables of the main one."""

    def add(_logger: Any, _method: str, event: Event) -> Event:
        event.setdefault("process", process)
        return event

    return add
