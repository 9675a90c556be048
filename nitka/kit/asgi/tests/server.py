"""Our web process for tests: granian on a free port, as `nitka web` runs it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from nitka.kit.ports import free_port


@contextmanager
def serving(app: str = "nitka.asgi:app", **env: str) -> Iterator[str]:
    """The origin of a running server; it ends with the block."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--backlog", "2048", "--backpressure", "4096", "--workers-kill-timeout", "3",
        "--log-level", "warning", app,
    ]
    process = subprocess.Popen(command, env=os.environ | {"NITKA_STREAM_TICK": "0.3"} | env)
    origin = f"http://127.0.0.1:{port}"
    try:
        _wait(process, origin)
        yield origin
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen, origin: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"{origin}/healthz")
            return
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
