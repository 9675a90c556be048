"""Who takes part: a visitor with the chat on their page, a member at the desk. Each has a browser of their own."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from nitka.kit.tests.chromium import chromium


class Person:
    """A browser, and what its console complained of."""

    def __init__(self, language: str, state: Any = None, *, width: int = 1440, still: bool = False) -> None:
        self.context: BrowserContext = chromium().new_context(
            locale=language,
            viewport={"width": width, "height": 900},
            storage_state=state,
            reduced_motion="reduce" if still else "no-preference",  # nothing is judged half faded in
        )
        self.said: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "console", lambda said: self._hear(f"{said.text} {said.location['url']}") if said.type == "error" else None
        )
        return page

    def _hear(self, text: str) -> None:
        if "ERR_INTERNET_DISCONNECTED" not in text:  # the story cuts the connection itself
            self.said.append(text)

    def leave(self) -> Any:
        """Close the browser; what it stored is given back for the next one."""
        state = self.context.storage_state()
        self.context.close()
        return state

    def see(self, selector: str, text: str | re.Pattern[str] = "") -> Locator:
        """Wait until it is there, with this text."""
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        expect(found.first).to_be_visible()
        return found.first

    def count(self, selector: str, n: int) -> None:
        """Wait until there are just so many."""
        expect(self.page.locator(selector)).to_have_count(n)


class Visitor(Person):
    """A customer in the chat."""

    def visit(self, url: str) -> Visitor:
        """Open the page and the chat on it."""
        self.page.goto(url)
        self.page.locator(".launch").click()
        self.see("#nk-say")
        return self

    def say(self, text: str) -> None:
        """Write and send."""
        self.page.locator("#nk-say").fill(text)
        self.page.keyboard.press("Enter")

    def state_address(self, email: str) -> None:
        """Leave an e-mail."""
        self.page.locator("#nk-mail").fill(email)
        self.page.keyboard.press("Enter")
        self.see(".contact", email)

    def own(self) -> list[str]:
        """What they wrote, as they see it."""
        return self.page.locator(".mine .t").all_text_contents()


class Agent(Person):
    """A member at the desk."""

    base = ""

    def sign_in(self, url: str, email: str, password: str) -> None:
        """By the page of the door."""
        self.page.goto(url)
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.see("#rows")
        self.base = self.page.url.partition("/inbox/")[0]

    def go(self, path: str) -> None:
        """Another page of the workspace."""
        self.page.goto(f"{self.base}/{path}")

    def row(self, text: str) -> Locator:
        """A conversation in the list."""
        return self.page.locator("#rows a.row", has_text=text)

    def open(self, text: str) -> int:
        """Open a conversation; its number."""
        self.row(text).click()
        self.page.wait_for_url(re.compile(r"/inbox/\d+/"))
        self.see("#talk")
        return int(self.page.url.partition("/inbox/")[2].split("/")[0])

    def answer(self, text: str) -> None:
        """Write into the composer and send by the keyboard."""
        draft = self.page.locator(".composer .draft")
        draft.fill(text)
        draft.press("Control+Enter")
        expect(draft).to_have_value("")
        self.see("#talk .msg.out", text)

    def close(self) -> None:
        """By the key, from the thread."""
        self.page.locator("#talk .scroll").press("e")
        self.see("#talk .sub .tag")

    def heard(self) -> list[str]:
        """What the customer wrote, as it stands in the thread."""
        texts = self.page.locator("#talk .msg.in .text")
        return [text.strip() for text in texts.all_text_contents()]
