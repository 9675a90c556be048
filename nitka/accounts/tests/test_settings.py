"""The frame of the settings: who is led where, and what stands in its navigation."""

import pytest
from django.test import Client

from nitka.accounts.models import Role
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace
from nitka.ui import pages_of_settings
from nitka.ui.pages_of_settings import Group, Page

pytestmark = pytest.mark.django_db


def _browser(role: str) -> tuple[Client, str]:
    workspace = factories.workspace()
    with in_workspace(workspace.id):
        member = factories.member(workspace, role=role)
    client = Client()
    client.force_login(member.user)
    return client, f"/w/{workspace.slug}/"


def test_the_settings_begin_at_the_first_page_one_may_see() -> None:
    client, home = _browser(Role.OBSERVER)
    assert client.get(home + "settings/")["Location"] == home + "me/"


@pytest.mark.parametrize(("role", "sees"), [(Role.OWNER, True), (Role.AGENT, False)])
def test_the_navigation_holds_what_one_may_see(role: str, sees: bool) -> None:
    client, home = _browser(role)
    page = client.get(home + "settings/all/").content.decode()
    assert f'href="{home}me/"' in page
    assert (f'href="{home}settings/channels/"' in page) is sees


def test_a_page_says_where_it_is_and_leads_back_on_a_phone() -> None:
    client, home = _browser(Role.OWNER)
    page = client.get(home + "settings/surveys/").content.decode()
    assert f'<a href="{home}settings/surveys/" aria-current="page">' in page
    assert page.count(f'href="{home}settings/all/"') == 2  # Back, and the bar of sections on a phone


def test_a_module_hangs_a_page_with_a_count_and_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_of_settings, "_pages", {})
    pages_of_settings.add(
        Page("settings/b/", "B", Group.WORK, order=2, count=lambda member: 7),
        Page("settings/a/", "A", Group.WORK, order=1, alarm=lambda member: 2),
        Page("settings/c/", "C", Group.DATA, may=lambda member: False),
    )
    ((_, items),) = pages_of_settings.listed("uklad", "/w/uklad/settings/b/12/", object())
    assert [(item.url, item.current, item.count, item.alarm) for item in items] == [
        ("/w/uklad/settings/a/", False, None, 2),
        ("/w/uklad/settings/b/", True, 7, 0),
    ]
