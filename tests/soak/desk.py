"""A member at work: Playwright's hands on the desk, and all that their browser complains of."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from playwright.sync_api import Page, Request, Response, expect

from nitka.cli.tests.house import House
from tests.story.people import Agent

DRAFT = ".composer .draft"
MENU = "[popover]:popover-open"  # which is open
# Left by a page that goes elsewhere, a choice that comes after another, a connection that the soak cuts
LEFT = ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED")


class Desk(Agent):
    """Verbs of the desk, by the keyboard where it has keys."""

    def __init__(self, language: str, width: int = 1440) -> None:
        self.excused = False
        super().__init__(language, width=width)

    def new_page(self) -> Page:
        """A tab whose refused and failed requests are heard, too."""
        page = super().new_page()
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)
        return page

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not self.excused:
            self.said.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in LEFT and not self.excused:
            self.said.append(f"{request.failure} {request.url}")

    def _hear(self, text: str) -> None:
        if not self.excused:
            super()._hear(text)

    @contextlib.contextmanager
    def trouble(self) -> Iterator[None]:
        """What fails in here is meant to."""
        self.excused = True
        yield
        self.excused = False

    def enter(self, house: House, name: str, password: str) -> Desk:
        """Sign in and look at everything."""
        self.sign_in(house.url, f"{name}@uklad.example", password)
        self.go("inbox/?view=all")
        self.see("#rows a.row")
        return self

    def turn_to(self, number: int) -> None:
        """Open a conversation from the list; from its address where the list has no place for it."""
        row = self.page.locator(f"#rows a.row[href*='/inbox/{number}/']")
        if row.count():
            row.click()
        else:
            self.go(f"inbox/{number}/?view=all")
        expect(self.page.locator(f"#thread[data-number='{number}'] #talk")).to_be_visible()
        expect(self.page.locator("a.skip")).to_have_attribute("href", re.compile(f"#(reply-{number}|rows)$"))

    def key(self, name: str) -> None:
        """A key of the thread."""
        self.page.locator("#talk .scroll").press(name)

    def choose(self, words: str, said: str = "") -> None:
        """Answer the question that the palette asks: what is left, or the row that says this."""
        expect(self.page.locator("#palette")).to_be_visible()
        self.page.locator("#palette input").fill(words)
        options = self.page.locator("#palette [role=option]")
        if said:
            expect(options.first).to_contain_text(said)
        else:
            expect(options).to_have_count(1)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#palette")).to_be_hidden()

    def write(self, text: str) -> None:
        """Into the composer, as an answer."""
        self.key("r")
        self.page.locator(DRAFT).fill(text)

    def heard_once(self, text: str, kind: str = "in") -> None:
        """A message stands in the open thread, and only once."""
        expect(self.page.locator(f"#talk .msg.{kind}", has_text=text)).to_have_count(1)

    def heap(self) -> int:
        """Bytes that its scripts hold once everything that nobody holds is thrown away."""
        session = self.context.new_cdp_session(self.page)
        session.send("Performance.enable")
        session.send("HeapProfiler.collectGarbage")
        metrics = session.send("Performance.getMetrics")["metrics"]
        session.detach()
        return int(next(row["value"] for row in metrics if row["name"] == "JSHeapUsedSize"))
