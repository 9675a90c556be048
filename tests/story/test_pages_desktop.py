"""Every page at the width of a desk: one file for each, so that both cores have one."""

import pytest

from nitka.kit.tests.chromium import chromium
from tests.story.pages import faults_at

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


def test_pages_of_a_company_are_whole_here() -> None:
    assert faults_at(1440) == []
