"""Every list of the settings with much in it, under hostile names: it costs the same and can be narrowed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from nitka.accounts.models import Role, Workspace
from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Label
from nitka.conversations.tests.factories import chat
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.tests.axe import visiting
from tests.story.many import fill

LISTS = (
    "all", "members", "teams", "teams/new", "sign-in", "workspace", "channels", "channels/new/email", "labels",
    "canned", "canned/new", "macros", "macros/new", "writing", "surveys", "tokens", "audit", "quarantine", "outbox",
    "notices",
)  # fmt: skip
NARROWED = {"members", "teams", "channels", "labels", "canned", "macros", "tokens"}


@pytest.fixture
def uklad(transactional_db: None) -> Workspace:
    return accounts.workspace(slug="uklad", language="ru")


@pytest.fixture
def owner(uklad: Workspace) -> Client:
    client = Client()
    client.force_login(accounts.member(uklad, role=Role.OWNER).user)
    return client


def test_no_page_costs_more_with_more_rows_and_long_lists_can_be_narrowed(uklad: Workspace, owner: Client) -> None:
    chat(uklad)
    fill(uklad, 2)
    few = _costs(owner, "/w/uklad")
    fill(uklad, 30)
    many = _costs(owner, "/w/uklad")
    assert {path: (few[path], cost) for path, cost in many.items() if cost > few[path]} == {}
    bare = [name for name in NARROWED if "data-narrow" not in owner.get(f"/w/uklad/settings/{name}/").content.decode()]
    assert bare == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_long_list_is_narrowed_by_keys_alone(uklad: Workspace, owner: Client) -> None:
    with in_workspace(uklad.pk):
        Label.objects.bulk_create(Label(name=f"Метка {number}") for number in range(40))
        Label.objects.create(name="Возврат денег")
    with visiting(owner, 1440, "light", "ru-RU") as visit:
        visit.open("/w/uklad/settings/labels/")
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("djpdhfn")  # «возврат», the other layout
        left = page.locator(".kept > li:not([hidden])")
        expect(left).to_have_count(1)
        page.keyboard.press("ArrowDown")
        assert "Возврат" in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("ничего такого")
        expect(page.locator(".narrow [role=status]")).not_to_be_empty()
        page.keyboard.press("Escape")
        expect(left).to_have_count(41)


def _costs(client: Client, home: str) -> dict[str, int]:
    costs: dict[str, int] = {}
    for name in LISTS:
        path = f"{home}/settings/{name}/"
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        costs[path] = len(asked)
    return costs
