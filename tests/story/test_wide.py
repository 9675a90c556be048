"""Settings with thirty of everything under hostile names: nothing is wider than its screen, no control out of reach."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nitka.accounts.models import Member, Role, Team
from nitka.accounts.tests import factories as accounts
from nitka.channels.models import Channel
from nitka.conversations.models import Canned, Label, Macro
from nitka.conversations.tests.factories import chat
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.tests.axe import Visit, visiting
from tests.story.many import fill

SHOTS = os.environ.get("NITKA_SHOTS", "")
LISTS = ("members", "teams", "teams/new", "channels", "labels", "canned", "macros", "tokens", "audit", "quarantine",
         "outbox")  # fmt: skip
# Controls that one cannot reach or read: outside of the screen, or with words cut off at both ends
CLIPPED = """() => {
  const all = [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
  return all.filter(one => {
    if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.closest(".vh, [popover]")) return false
    const { left, right, width } = one.getBoundingClientRect()
    const cut = one.matches("button, .btn") && one.scrollWidth > one.clientWidth + 2
    return width > 0 && (left < -1 || right > innerWidth + 1 || cut)
}).map(one => `out of reach: ${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`)
}"""
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll(".scroll, .pane, .sheet-in")]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map(one => `sideways: ${one.tagName} ${one.className}`)"""


def pages(home: str) -> Iterator[str]:
    """All lists, and one of each thing."""
    yield from (f"{home}/settings/{page}/" for page in LISTS)
    things: dict[str, Any] = {
        "members": Member, "teams": Team, "labels": Label, "canned": Canned, "macros": Macro, "channels": Channel,
    }  # fmt: skip
    for name, model in things.items():
        yield f"{home}/settings/{name}/{model.objects.order_by('-pk')[0].pk}/"


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_of_the_settings_is_wider_than_its_screen(transactional_db: None) -> None:
    uklad = accounts.workspace(slug="uklad", language="ru")
    owner = Client()
    owner.force_login(accounts.member(uklad, role=Role.OWNER).user)
    chat(uklad)
    fill(uklad, 30)
    with in_workspace(uklad.pk):
        paths = list(pages("/w/uklad"))
    with visiting(owner, 1440, "light", "ru-RU") as visit:
        found = [f"{path} {fault}" for path in paths for fault in _faults(visit, path)]
        assert found == []
        assert visit.said == []


def _faults(visit: Visit, path: str) -> Iterator[str]:
    page = visit.page
    page.set_viewport_size({"width": 1440, "height": 844})
    visit.open(path)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        yield from (f"{width} {fault}" for fault in page.evaluate(SIDEWAYS) + page.evaluate(CLIPPED))
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{path.replace('/', '-')}{width}.png")
