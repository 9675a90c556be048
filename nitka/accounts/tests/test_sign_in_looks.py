"""The pages of sign-in by the company in a real browser: axe finds nothing, nothing is wider than the screen."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from nitka.accounts import actions, letters
from nitka.accounts.models import Member, Role, User, Workspace
from nitka.accounts.oidc import refusal
from nitka.accounts.oidc.trouble import Trouble
from nitka.accounts.rules import Rules
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.ui.leaving import leave
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LONG = "https://id." + "very-long-name." * 6 + "uklad.example/realms/main"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


def browser(workspace: Workspace, role: str, language: str) -> Client:
    member, _ = actions.create_member(workspace=workspace, email=f"{role}@uklad.example", name="Вера", role=role)
    User.objects.filter(pk=member.user_id).update(language=language)
    client = Client()
    client.force_login(member.user)
    return client


@looks(3)
def test_the_pages_of_sign_in(width: int, theme: str, language: str) -> None:
    workspace = actions.create_workspace(name="Уклад", slug="uklad", language=language[:2])
    actions.set_issuer(url=LONG, client_id="x" * 80, secret="s", label="Войти через Уклад", domains=["uklad.example"])
    owner, agent = (browser(workspace, role, language[:2]) for role in (Role.OWNER, Role.AGENT))
    with in_workspace(workspace.pk):
        tomorrow = (clock.now() + timedelta(days=1)).date()
        wanted = Rules(frozenset({"agent"}), tomorrow, 12)
        actions.set_sign_in_rules(workspace=workspace, wanted=wanted)
        made = actions.invite(by=Member.objects.get(role="owner"), email="anna@uklad.example")
    with visiting(owner, width, theme, language) as visit:
        found = visit.judge("/w/uklad/settings/sign-in/") + visit.judge("/w/uklad/me/security/")
        assert found + visit.judge("/w/uklad/settings/members/") == []
        assert visit.said == []
    with visiting(agent, width, theme, language) as visit:
        assert visit.judge("/w/uklad/second-step/") == []
    request = RequestFactory().get("/")
    request.user = User()
    with visiting(Client(), width, theme, language) as visit:
        join = "/" + letters.link(made).split("/", 3)[3]
        found = visit.judge("/accounts/login/") + visit.judge(join)
        with translation.override(language[:2]):
            for code in ("proof", "silent"):
                found += visit.judge_page(code, refusal.page(request, Trouble(code, "503")))
            found += visit.judge_page("leaving", leave(request, "#away"))
        assert found == []
