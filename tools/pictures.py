"""The README's pictures, made anew from a running demo: `python tools/pictures.py http://127.0.0.1:8000 [directory]`.

With `--guide` those of the guides, in both languages.

Start one with `nitka up --demo`; what is on the pictures is what a newcomer sees on the first day.
"""

import shutil
import sys
from collections.abc import Callable
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


def search(page: Page, base: str) -> None:
    """A line with a condition."""
    page.goto(f"{base}/w/uklad/search/?q=датчик is:closed")


def task(page: Page, base: str) -> None:
    """What is done about an unhappy rating."""
    page.goto(f"{base}/w/uklad/tasks/")
    page.locator("#tasks a.row").first.click()


def pair(page: Page, base: str) -> None:
    """Two who may be one."""
    page.goto(f"{base}/w/uklad/customers/merges/")
    page.locator("a.row.pr").first.click()


def channels(page: Page, base: str) -> None:
    """Ways in and out, and what of them needs attention."""
    page.goto(f"{base}/w/uklad/settings/channels/")


def system(page: Page, base: str) -> None:
    """How the installation is."""
    page.goto(f"{base}/w/uklad/settings/system/")


README, GUIDE = (desk, insight, customer, segments), (desk, search, insight, task, pair, channels, system)


def sign_in(page: Page, base: str) -> None:
    """As the owner, with the guide put away."""
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", OLGA)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("load")
    if page.locator("#guide form button").count():
        page.locator("#guide form button").click()
        page.wait_for_load_state("load")


def speak(page: Page, base: str, language: str) -> None:
    """Have the pages in another language from now on."""
    page.goto(f"{base}/w/uklad/me/")
    page.check(f"[name=language][value={language}]")
    page.locator("[name=language]").first.evaluate("field => field.form.requestSubmit()")
    page.wait_for_selector(f"html[lang={language}]")


def shoot(page: Page, base: str, take: Callable[[Page, str], None], path: Path) -> None:
    """Take one, once what comes by the stream has settled."""
    take(page, base)
    page.wait_for_timeout(2_500)  # pictures only
    page.screenshot(path=path, quality=72 if path.suffix == ".jpg" else None)
    print(path)


def main(base: str, directory: Path, *, guide: bool) -> None:
    """The README's, or those of the guides in both languages."""
    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        sign_in(page, base)
        if not guide:
            for take in README:
                shoot(page, base, take, directory / f"{take.__name__}.png")
            return
        for language in ("en", "ru"):
            speak(page, base, language)
            for take in GUIDE:
                shoot(page, base, take, directory / f"{language}-{take.__name__}.jpg")


if __name__ == "__main__":
    guide, rest = "--guide" in sys.argv, [word for word in sys.argv[1:] if word != "--guide"]
    where = Path(rest[1]) if len(rest) > 1 else Path("docs/guide/pictures" if guide else "docs/pictures")
    main(rest[0].rstrip("/"), where, guide=guide)
