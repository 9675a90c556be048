"""A part that could not be fetched is asked for again, ever later, and quietly."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from nitka.ui.tests.browser import ORIGIN, Site, browsing, frame

pytestmark = pytest.mark.browser
PART = '<section id="list" data-src="/list">%s</section>'
REFRESH = """() => import("/static/ui/refresh.js").then(({ refresh }) => refresh(document.getElementById("list")))"""
FRESH = (200, PART % "Fresh")


@pytest.fixture
def browser() -> Iterator[tuple[Page, Site]]:
    with browsing() as (page, site):
        page.clock.install()
        yield page, site


def asked(site: Site) -> int:
    return site.asked.count("GET /list")


def failing(times: int, status: int = 503, then: tuple[int, str] = FRESH) -> Callable[[Route], tuple[int, str]]:
    left = iter([(status, "")] * times)
    return lambda route: next(left, then)


def begin(page: Page, site: Site, list_: Callable[[Route], tuple[int, str]]) -> None:
    site.pages |= {"/": frame(PART % "Old"), "/list": list_}
    page.goto(ORIGIN)
    page.evaluate(REFRESH)


def until(page: Page, site: Site, times: int) -> int:
    """Let time pass until it was asked for so often; the milliseconds that took."""
    passed = 0
    while asked(site) < times:
        page.clock.run_for(100)
        passed += 100
        assert passed < 120_000
    return passed


def test_a_part_that_fails_twice_comes_by_itself_and_nobody_is_told(browser: tuple[Page, Site]) -> None:
    page, site = browser
    begin(page, site, failing(2))
    until(page, site, 3)
    expect(page.locator("#list")).to_have_text("Fresh")
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator(".toast")).to_have_count(0)
    page.clock.run_for(200_000)
    assert asked(site) == 3, "what has come is not asked for again"


def test_each_wait_is_longer_and_from_the_third_failure_on_it_says_so_until_it_is_mended(
    browser: tuple[Page, Site],
) -> None:
    page, site = browser
    begin(page, site, failing(5))
    until(page, site, 2)
    expect(page.locator("#stale")).to_be_hidden()
    until(page, site, 3)
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#list")).to_have_text("Old")
    assert until(page, site, 4) > 1500
    assert until(page, site, 5) > 3000
    until(page, site, 6)
    expect(page.locator("#list")).to_have_text("Fresh")
    expect(page.locator("#stale")).to_be_hidden()


def test_who_does_not_want_to_wait_asks_at_once(browser: tuple[Page, Site]) -> None:
    page, site = browser
    begin(page, site, failing(4))
    until(page, site, 4)
    expect(page.locator("#stale")).to_be_visible()
    page.click("[data-retry]")
    assert until(page, site, 5) < 1000
    expect(page.locator("#list")).to_have_text("Fresh")


def test_a_part_that_left_the_page_is_not_asked_for_again(browser: tuple[Page, Site]) -> None:
    page, site = browser
    begin(page, site, failing(9))
    until(page, site, 3)
    expect(page.locator("#stale")).to_be_visible()
    page.evaluate("document.getElementById('list').remove()")
    page.clock.run_for(200_000)
    expect(page.locator("#stale")).to_be_hidden()
    assert asked(site) <= 4


@pytest.mark.parametrize("status", [403, 404])
def test_what_one_may_not_see_is_not_asked_for_again(browser: tuple[Page, Site], status: int) -> None:
    page, site = browser
    begin(page, site, failing(9, status))
    until(page, site, 1)
    page.clock.run_for(200_000)
    assert asked(site) == 1


def test_without_a_connection_the_same_and_it_comes_with_the_connection(browser: tuple[Page, Site]) -> None:
    page, site = browser
    begin(page, site, lambda route: FRESH)
    until(page, site, 1)
    page.context.set_offline(True)
    page.unroute("**/*")
    page.evaluate("document.getElementById('list').textContent = 'Old'")
    page.evaluate(REFRESH)
    page.clock.run_for(30_000)
    page.route("**/*", site.answer)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, site, 2)
    expect(page.locator("#list")).to_have_text("Fresh")


def test_a_part_that_is_content_with_one_in_five_seconds_comes_at_once_and_then_so_often(
    browser: tuple[Page, Site],
) -> None:
    page, site = browser
    calm = PART.replace(" data-src", ' data-pace="5000" data-src')
    site.pages |= {"/": frame(calm % "Old"), "/list": lambda _route: (200, calm % "Fresh")}
    page.goto(ORIGIN)
    page.evaluate(REFRESH)
    assert until(page, site, 1) <= 200
    expect(page.locator("#list")).to_have_text("Fresh")
    page.evaluate(REFRESH)
    assert until(page, site, 2) > 3500
