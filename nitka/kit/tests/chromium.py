"""One Chromium for all browser tests of a run: Playwright's synchronous side cannot be started twice in a process."""

from __future__ import annotations

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, sync_playwright

PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_running: list[Any] = []


def chromium() -> Browser:
    """The browser; make a context of your own in it and close that."""
    if not _running:
        playwright = sync_playwright().start()
        _running[:] = [playwright, playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)]
    browser: Browser = _running[1]
    return browser


def close() -> None:
    """End it with the run."""
    if _running:
        _running[1].close()
        _running[0].stop()
        _running.clear()
