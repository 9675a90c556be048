"""What axe-core finds wrong with a page, and a browser that is shown a test client's answers: real pages, no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route

from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.browser import ORIGIN, TYPES

SCRIPT = (Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text()
# Only what is wrong comes back: the whole answer names every node with all that is right about it.
FAULTS = """async tags => {
    const asked = { runOnly: tags, resultTypes: ["violations"], iframes: false }
    const { violations } = await axe.run(document, asked)
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" "))}`)
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A member's page fills the window and scrolls inside: what sticks out of it only lengthens the page.
VOID = "!!document.querySelector('.shell') && document.documentElement.scrollHeight > innerHeight"
UNTOLD = {"Content-Length", "Cross-Origin-Opener-Policy"}  # the second is ignored, loudly, without TLS


def faults(page: Page) -> list[str]:
    """Each fault with the places it is in; none on a good page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found: list[str] = page.evaluate(FAULTS, RULES)
    return found


class Visit:
    """A page, what its console complained of, and the client whose answers it shows.

    The client is asked in the test's own context: a handler of Playwright runs in another one, which has another
    connection to the database.
    """

    def __init__(self, client: Client, page: Page, language: str) -> None:
        self.client, self.page, self.language = client, page, language
        self.said: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {}
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.add_init_script("delete window.SharedWorker")  # its requests could not be answered here
        page.add_init_script(f"if (window === top) {{ {SCRIPT} }}")  # a tenth of what it costs to evaluate it
        page.route("**/*", self._answer)

    def open(self, path: str) -> None:
        """Show the answer to a GET."""
        response = self.client.get(path, headers={"Accept-Language": self.language}, HTTP_HOST=urlsplit(ORIGIN).netloc)
        headers = {name: value for name, value in response.items() if name not in UNTOLD}
        answer = {"status": response.status_code, "headers": headers, "body": response.content}
        self.answers[urlsplit(path).path] = answer
        self.page.goto(ORIGIN + path)

    def judge(self, path: str) -> list[str]:
        """Open `path` and say what is wrong there."""
        self.open(path)
        return [f"{path} {fault}" for fault in self.faults()]

    def judge_page(self, name: str, page: HttpResponse) -> list[str]:
        """Show `page`, which no address leads to, and say what is wrong with it."""
        self.answers["/shown/"] = {"status": page.status_code, "body": page.content, "content_type": "text/html"}
        self.page.goto(f"{ORIGIN}/shown/")
        return [f"{name} {fault}" for fault in self.faults()]

    def faults(self) -> list[str]:
        """What is wrong with the page shown."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        void = self.page.evaluate(VOID)
        return faults(self.page) + ["wider than the screen"] * wide + ["can be scrolled into nothing"] * void

    def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        path = url.path
        if path.startswith("/static/"):
            route.fulfill(**_static(path.removeprefix("/static/")))
        else:
            known = self.answers.get(f"{path}?{url.query}") or self.answers.get(path)
            route.fulfill(**known or {"status": 204, "body": ""})


@cache
def _static(name: str) -> dict[str, Any]:
    file = Path(finders.find(name) or "")
    return {"body": file.read_bytes(), "content_type": TYPES[file.suffix]}


@contextmanager
def visiting(client: Client, width: int, theme: str, language: str) -> Iterator[Visit]:
    """A fresh browser. Start `chromium()` before the test's transaction: it changes where connections live."""
    context = chromium().new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",  # nothing is judged half faded in
    )
    try:
        yield Visit(client, context.new_page(), language)
    finally:
        context.close()
