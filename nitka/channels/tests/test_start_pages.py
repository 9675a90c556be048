"""Every page of the first half hour: axe finds nothing, nothing breaks the policy, nothing is wider than the screen."""

import pytest
from django.test import Client

from nitka.accounts.models import Role, User
from nitka.accounts.tests import factories as accounts
from nitka.channels.views import start
from nitka.kit.tests.chromium import chromium
from nitka.ui.tests.axe import faults, visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@looks(0)
def test_the_first_run(width: int, theme: str, language: str) -> None:
    with visiting(Client(), width, theme, language) as visit:
        assert visit.judge("/") == []
        assert visit.said == []


@looks(1)
def test_the_pages_before_signing_in(width: int, theme: str, language: str) -> None:
    accounts.workspace()
    paths = ["login/", "password/reset/", "password/reset/done/", "password/reset/key/a-b/", "inactive/"]
    with visiting(Client(), width, theme, language) as visit:
        assert [fault for path in paths for fault in visit.judge(f"/accounts/{path}")] == []
        assert visit.said == []
        assert visit.judge("/nothing/here/") == []


@looks(2)
def test_the_pages_of_a_new_owner(width: int, theme: str, language: str) -> None:
    workspace = accounts.workspace(slug="uklad", language=language[:2])
    start.first_chat(workspace)
    member = accounts.member(workspace, role=Role.OWNER)
    client = Client()
    client.force_login(User.objects.get(pk=member.user_id))
    with visiting(client, width, theme, language) as visit:
        assert visit.judge("/w/uklad/start/") + visit.judge("/w/uklad/me/") == []
        for keys in ("?", "Control+k"):
            visit.page.keyboard.press(keys)
            assert faults(visit.page) == []
            visit.page.keyboard.press("Escape")
        assert visit.said == []
