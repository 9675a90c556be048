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
