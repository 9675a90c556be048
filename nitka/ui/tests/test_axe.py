"""That axe is really asked: a page with a fault has it told, each in its place."""

import pytest
from django.http import HttpResponse
from django.test import Client

from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import visiting

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Words</h1>
<p id="dim" style="color: #ccc; background: #fff">Hardly seen</p><img src="/x.png">%s</main></body></html>"""


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


def test_what_is_wrong_is_told_with_its_place() -> None:
    with visiting(Client(), 390, "light", "en-GB") as visit:
        found = visit.judge_page("bad", HttpResponse(PAGE % '<p style="width: 900px">Wide</p>'))
    assert found == ["bad color-contrast: #dim", "bad image-alt: img", "bad wider than the screen"]


def test_what_is_right_is_not() -> None:
    with visiting(Client(), 390, "light", "en-GB") as visit:
        page = PAGE.replace("#ccc", "#222").replace("<img", "<img alt='A lamp'") % ""
        assert visit.judge_page("good", HttpResponse(page)) == []


LINK = '<a id="%s" href="/?%s" style="position: absolute; top: %dpx; font-size: 12px; line-height: %dpx">Far away</a>'
BAR = '<a href="/#" style="position: sticky; bottom: 0; display: block; line-height: 40px; background: #fff">Go</a>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (LINK % ("one", "1", 200, 8) + LINK % ("other", "2", 208, 8), ["page target-size: #one,#other"]),
        (LINK % ("covered", "1", 790, 30) + '<div style="height: 1800px"></div>' + BAR, []),
    ],
)
def test_a_target_is_too_small_but_not_for_a_bar_that_covers_it_where_the_page_stands(body: str, found: list) -> None:
    page = PAGE.replace("#ccc", "#222").replace('<img src="/x.png">', "") % body
    with visiting(Client(), 390, "light", "en-GB") as visit:
        assert visit.judge_page("page", HttpResponse(page)) == found
