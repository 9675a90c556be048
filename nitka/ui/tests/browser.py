"""A browser over pages made of strings and our own static files; nothing else answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from nitka.kit.tests.chromium import chromium

STATIC = Path(__file__).resolve().parent.parent / "static"
ORIGIN = "http://nitka.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FRAME = """<!doctype html><html lang="en"><head><title>Page</title><meta name="csrf" content="x">
<link rel="stylesheet" href="/static/ui/tokens.css"><link rel="stylesheet" href="/static/ui/base.css">
<link rel="stylesheet" href="/static/ui/parts.css"><link rel="stylesheet" href="/static/ui/app.css">
<script type="module" src="/static/ui/app.js"></script></head>
<body %(body)s><main id="main">%(main)s</main><div id="offline" hidden>Offline</div>
<div id="stale" hidden>Stale<button data-retry>Now</button></div><div id="toasts"></div>
<template id="t-failed"><div class="toast" data-stay>Failed</div></template>
<template id="t-unsent"><div class="toast" data-stay>Unsent</div></template>
<dialog id="keys" class="dialog"><dl data-keys><div data-help="j k"><dt>List</dt></div></dl></dialog></body></html>"""

Answer = Callable[[Route], tuple[int, str]]


def frame(main: str, body: str = "") -> str:
    """A page with `main` in it."""
    return FRAME % {"main": main, "body": body}


class Site:
    """What each path answers, and what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str | Answer] = {}
        self.asked: list[str] = []
        self.types: dict[str, str] = {}

    def answer(self, route: Route) -> None:
        """Fulfil a request of the browser."""
        url = urlsplit(route.request.url)
        self.asked.append(f"{route.request.method} {url.path}" + (f"?{url.query}" if url.query else ""))
        if url.path.startswith("/static/"):
            file = STATIC / url.path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
        page = self.pages.get(url.path)
        if page is None:
            route.fulfill(status=404, body="")
            return
        status, body = (200, page) if isinstance(page, str) else page(route)
        route.fulfill(status=status, body=body, content_type=self.types.get(url.path, "text/html"))


@contextmanager
def browsing(**options: object) -> Iterator[tuple[Page, Site]]:
    """A page of a fresh browser and the site it sees."""
    context = chromium().new_context(**options)  # type: ignore[arg-type]
    page = context.new_page()
    site = Site()
    page.route("**/*", site.answer)
    page.on("pageerror", lambda error: site.asked.append(f"ERROR {error}"))
    try:
        yield page, site
    finally:
        context.close()
