"""Nitka: one thread per customer."""

import sys

# structlog takes rich for its tracebacks wherever some tool brought it along: 5 MB of each process, for what the logs
# never show (`kit/logs.py`).
if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
