"""Whatever opens at the customers' list, opened in a real browser: axe finds nothing, Escape leads back.

Each is seen in two of the eight looks, and each look sees some (`ui/tests/looks.py`).

`NITKA_SHOTS=<directory>` keeps a picture of each.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from nitka.accounts.models import User
from nitka.customers.actions import describe, found_company
from nitka.customers.models import Customer, CustomerView
from nitka.customers.tests.browsing import uklad
from nitka.customers.tests.pairs import person
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import VOID, faults, visiting
from nitka.ui.tests.looks import due, looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SHOTS = os.environ.get("NITKA_SHOTS", "")
LIST = "/w/uklad/customers/"
OPEN = "[popover]:popover-open"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def shop() -> Client:
    workspace, member, client = uklad()
    with in_workspace(workspace.pk):
        people = [person(name) for name in ("Анна Серова", "Аня Серова", "Борис Л.", "ООО «Длинное-предлинное имя»")]
        describe(customer=people[0], attributes={"city": "Мытищи"})
        Customer.objects.filter(pk=people[0].pk).update(orders=3, spent=6900, currency="RUB", mood=5)
        found_company(name="Ромашка")
        for name, whose in (("Довольные из Мытищ", member.pk), ("Все новые", None), ("Ещё один", member.pk)):
            CustomerView.objects.create(name=name, member_id=whose, by_id=member.pk, query="mood=happy")
    return client


def menu(target: str) -> Callable[[Page], None]:
    """What a button opens."""

    def opens(page: Page) -> None:
        page.locator(f"[popovertarget^='{target}']:visible").first.click()
        expect(page.locator(OPEN)).to_be_visible()

    return opens


def ticked(n: int) -> Callable[[Page], None]:
    """So many rows."""

    def opens(page: Page) -> None:
        for row in range(n):
            page.locator("[data-pick]").nth(row).check()
        expect(page.locator("#bulk")).to_be_visible()

    return opens


def of_ticked(target: str) -> Callable[[Page], None]:
    """A menu of the bar that two ticked rows bring up."""

    def opens(page: Page) -> None:
        ticked(2)(page)
        menu(target)(page)

    return opens


STATES: dict[str, Callable[[Page], None]] = {
    "conditions": menu("more-conditions"),
    "columns": menu("columns"),
    "keep": menu("keep"),
    "export": menu("export"),
    "view": menu("m-"),
    "ticked": ticked(2),
    "ticked-attribute": of_ticked("bulk-attribute"),
    "ticked-company": of_ticked("bulk-company"),
    "ticked-export": of_ticked("bulk-export"),
}
WIDE_ONLY = {"view"}  # on a telephone the views are one line that is slid


@looks(0, 1, 2, 3)
def test_every_menu_of_the_list_is_whole_and_closes_again(shop, width, language, theme):
    User.objects.update(language=language[:2])
    found = []
    with visiting(shop, width, theme, language) as visit:
        for name in due(list(STATES), (width, theme, language)):
            if width < 768 and name in WIDE_ONLY:
                continue
            visit.open(LIST)
            STATES[name](visit.page)
            found += [f"{name} {fault}" for fault in judged(visit.page, f"{name}-{width}-{language[:2]}-{theme}")]
            found += [f"{name} {fault}" for fault in left(visit.page)]
        found += visit.said
    assert found == []


def judged(page: Page, name: str) -> list[str]:
    """What is wrong with what is open."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
    found = faults(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    if page.evaluate(VOID):
        found.append("can be scrolled into nothing")
    box = "(() => { const open = document.querySelector('[popover]:popover-open')?.getBoundingClientRect();"
    if page.evaluate(f"{box} return !!open && (open.left < 0 || open.top < 0 || open.right > innerWidth) }})()"):
        found.append("sticks out of the screen")
    return found


def left(page: Page) -> list[str]:
    """Escape closes the menu, another one lets go of those who are ticked; the focus stays in the page."""
    within = page.locator(OPEN).count()
    page.keyboard.press("Escape")
    found = ["stays open"] if page.locator(OPEN).count() else []
    if within and page.evaluate("document.activeElement === document.body"):
        found.append("loses the focus")
    page.keyboard.press("Escape")
    if page.locator("#bulk:visible").count():
        found.append("stays ticked")
    return found


def test_a_few_who_are_ticked_may_be_compared_and_more_may_not(shop):
    with visiting(shop, 1440, "light", "ru-RU") as visit:
        visit.open(LIST)
        compare = visit.page.locator("#bulk [data-few]")
        ticked(1)(visit.page)
        expect(compare).to_be_hidden()
        ticked(2)(visit.page)
        expect(compare).to_be_visible()
        assert compare.locator("[name=customer]").count() == 2
