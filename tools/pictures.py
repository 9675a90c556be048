"""The README's pictures, made anew from a running demo: `python tools/pictures.py http://127.0.0.1:8000 [directory]`.

Start one with `nitka up --demo`; what is on the pictures is what a newcomer sees on the first day.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OLGA, PASSWORD = "olga@uklad.example", "uklad-demo-2026"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def desk(page: Page, base: str) -> None:
    """A conversation of a few turns, open."""
    page.goto(f"{base}/w/uklad/inbox/?view=all")
    page.locator("#rows a.row").nth(3).click()
    page.wait_for_selector("#talk")


def insight(page: Page, base: str) -> None:
    """How many, why, who."""
    page.goto(f"{base}/w/uklad/insight/")


def customer(page: Page, base: str) -> None:
    """One who bought and wrote: the card and the story."""
    page.goto(f"{base}/w/uklad/customers/")
    page.locator("tbody a, #rows a").nth(7).click()


def segments(page: Page, base: str) -> None:
    """Who belongs together."""
    page.goto(f"{base}/w/uklad/segments/")


def main(base: str, directory: Path) -> None:
    """Sign in, put the guide away, take each."""
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ru-RU")
        page.goto(f"{base}/accounts/login/")
        page.fill("[name=login]", OLGA)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("load")
        if page.locator("#guide form button").count():
            page.locator("#guide form button").click()
            page.wait_for_load_state("load")
        for take in (desk, insight, customer, segments):
            take(page, base)
            page.wait_for_timeout(2_500)  # pictures only: what comes by the stream has settled
            page.screenshot(path=directory / f"{take.__name__}.png")
            print(directory / f"{take.__name__}.png")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/pictures"))
