"""A real browser, a built widget, a small server of the doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from nitka.channels.chat.widget.tests.fake_doors import CHANNEL, Doors, serving
from nitka.kit.tests.chromium import chromium


@pytest.fixture(scope="session")
def chrome() -> Browser:
    return chromium()


@pytest.fixture
def doors() -> Iterator[Doors]:
    with serving() as doors:
        for lang in ("ru", "en"):
            doors.pages[f"/{lang}"] = (page_of(lang), {})
        yield doors


def page_of(lang: str, extra: str = "") -> str:
    return (
        f'<!doctype html><html lang="{lang}" style="font-size:10px"><head>'
        '<meta name="viewport" content="width=device-width">'
        f'<title>Shop</title></head><body><main><h1>Shop</h1><a href="#x">A link of the page</a></main>{extra}'
        f'<script async src="/widget.js?channel={CHANNEL}"></script></body></html>'
    )


class Visitor:
    """A person with a browser on a page that has the widget."""

    def __init__(self, context: BrowserContext, doors: Doors, page: Page | None = None) -> None:
        self.context, self.doors = context, doors
        self.page = page or context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: "Content Security" in message.text and self.errors.append(message.text))

    def visit(self, path: str = "/ru") -> Visitor:
        self.page.goto(path if path.startswith("http") else self.doors.url + path)
        self.page.locator(".launch").wait_for()
        return self

    def open(self) -> Visitor:
        self.page.locator(".launch").click()
        self.page.locator("#nk-say").wait_for()
        return self

    def say(self, text: str) -> None:
        field = self.page.locator("#nk-say")
        field.fill(text)
        field.press("Enter")

    def own(self) -> list[str]:
        return self.page.locator(".mine .t").all_text_contents()

    def states(self) -> list[str]:
        return [text.split()[0] for text in self.page.locator(".mine .st").all_text_contents()]

    def count(self, selector: str, number: int) -> None:
        """Waits until there are so many."""
        expect(self.page.locator(selector)).to_have_count(number, timeout=10_000)

    def see(self, selector: str, **options: Any) -> None:
        self.page.locator(selector, **options).first.wait_for()


@pytest.fixture
def visitor(chrome: Browser, doors: Doors) -> Iterator[Callable[..., Visitor]]:
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, scheme: str = "light", **options: Any) -> Visitor:
        phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
        viewport = {"width": width, "height": 844 if width < 500 else 900}
        context = chrome.new_context(viewport=viewport, color_scheme=scheme, locale="ru", **phone, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, doors)

    yield make
    for context in contexts:
        context.close()
