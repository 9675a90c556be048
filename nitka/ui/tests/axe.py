"""What axe-core finds wrong with a page, and a browser that is shown a test client's answers: real pages, no server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page

from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.browser import ORIGIN, TYPES
from nitka.ui.tests.proxy import Answer, answering

SCRIPT = (Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js").read_text()
# Only what is wrong comes back: the whole answer names every node with all that is right about it. A target that a bar
# at the window's edge covers in part can be scrolled free: it is judged again in the middle.
FAULTS = """async tags => {
    const again = { runOnly: { type: "rule", values: ["target-size"] }, resultTypes: ["violations"] }
    const small = async node => {
        const element = document.querySelector(node.target[0])
        element.scrollIntoView({ block: "center" })
        return (await axe.run(element, again)).violations.length > 0
    }
    const asked = { runOnly: tags, resultTypes: ["violations"], iframes: false }
    const found = []
    for (const { id, nodes } of (await axe.run(document, asked)).violations) {
        const wrong = []
        for (const node of nodes) if (id !== "target-size" || await small(node)) wrong.push(node.target.join(" "))
        if (wrong.length) found.push(`${id}: ${wrong}`)
    }
    return found
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

    The client is asked in the test's own thread: who answers the browser has another connection to the database.
    """

    def __init__(self, client: Client, page: Page, language: str, answers: dict[str, Answer]) -> None:
        self.client, self.page, self.language = client, page, language
        self.said: list[str] = []
        self.answers = answers  # path, with its query or for any → what the browser is told
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.add_init_script("delete window.SharedWorker")  # its requests could not be answered here
        page.add_init_script(f"if (window === top) {{ {SCRIPT} }}")  # a tenth of what it costs to evaluate it

    def open(self, path: str) -> None:
        """Show the answer to a GET."""
        response = self.client.get(path, headers={"Accept-Language": self.language}, HTTP_HOST=urlsplit(ORIGIN).netloc)
        headers = {name: value for name, value in response.items() if name not in UNTOLD}
        self.answers[urlsplit(path).path] = Answer(response.status_code, headers, response.content)
        self.page.goto(ORIGIN + path)

    def judge(self, path: str) -> list[str]:
        """Open `path` and say what is wrong there."""
        self.open(path)
        return [f"{path} {fault}" for fault in self.faults()]

    def judge_page(self, name: str, page: HttpResponse) -> list[str]:
        """Show `page`, which no address leads to, and say what is wrong with it."""
        self.answers["/shown/"] = Answer(page.status_code, {"Content-Type": "text/html"}, page.content)
        self.page.goto(f"{ORIGIN}/shown/")
        return [f"{name} {fault}" for fault in self.faults()]

    def faults(self) -> list[str]:
        """What is wrong with the page shown."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        void = self.page.evaluate(VOID)
        return faults(self.page) + ["wider than the screen"] * wide + ["can be scrolled into nothing"] * void


def _told(answers: dict[str, Answer], url: str) -> Answer:
    """What a browser hears that asks for `url`: what was opened, a static file, nothing."""
    asked = urlsplit(url)
    if asked.path.startswith("/static/"):
        return _static(asked.path.removeprefix("/static/"))
    return answers.get(f"{asked.path}?{asked.query}") or answers.get(asked.path) or Answer()


@cache
def _static(name: str) -> Answer:
    file = Path(finders.find(name) or "")
    headers = {"Content-Type": TYPES[file.suffix], "Cache-Control": "max-age=3600"}
    return Answer(200, headers, file.read_bytes())


@contextmanager
def visiting(client: Client, width: int, theme: str, language: str) -> Iterator[Visit]:
    """A fresh browser. Start `chromium()` before the test's transaction: it changes where connections live."""
    answers: dict[str, Answer] = {}
    with answering(partial(_told, answers)) as proxy:
        context = chromium().new_context(
            proxy={"server": proxy},
            viewport={"width": width, "height": 844},
            color_scheme="dark" if theme == "dark" else "light",
            locale=language,
            reduced_motion="reduce",  # nothing is judged half faded in
        )
        try:
            yield Visit(client, context.new_page(), language, answers)
        finally:
            context.close()
