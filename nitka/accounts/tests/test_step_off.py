"""Who lost their telephone and their recovery codes."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import AuditEntry, Member, Role, User, Workspace
from nitka.accounts.second_step import project
from nitka.accounts.tests import factories
from nitka.accounts.tests.test_security import CREDENTIALS, PAGE, browser, uklad, with_app
from nitka.kit.db.tenancy import in_workspace

__all__ = ["uklad"]


def _boss(uklad: Workspace, role: str = Role.ADMINISTRATOR) -> tuple[Client, Member]:
    member = factories.member(uklad, role=role, name="Ольга")
    User.objects.filter(pk=member.user_id).update(language="en")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member.user)
    return client, member


def _page(uklad: Workspace, member: Member) -> str:
    return f"/w/{uklad.slug}/settings/members/{member.pk}/"


def _vera(uklad: Workspace) -> tuple[Client, Member]:
    client = browser()
    client.post("/accounts/login/", CREDENTIALS)
    with_app(client)
    project(User.objects.get(email="vera@uklad.example"))  # as allauth says once it is committed
    with in_workspace(uklad.pk):
        return client, Member.objects.select_related("user").get(user__email="vera@uklad.example")


def test_who_lost_everything_gets_in_by_the_password_and_sets_up_anew(
    uklad: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    vera, member = _vera(uklad)
    boss, _ = _boss(uklad, Role.OWNER)
    assert "Take the second step off" in boss.get(_page(uklad, member)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = boss.post(_page(uklad, member) + "second-step/", follow=True).content.decode()
        assert mail.outbox == [], "told of what may not come true"
    assert "signs in by the password alone now" in done
    assert "Take the second step off" not in done
    assert vera.get(PAGE).status_code == 302
    assert not Authenticator.objects.filter(user=member.user).exists()
    assert browser().post("/accounts/login/", CREDENTIALS)["Location"] == "/"
    assert [(letter.to, letter.subject) for letter in mail.outbox if "second step" in letter.subject] == [
        (["vera@uklad.example"], "Your second step of sign-in was taken off")
    ]
    with in_workspace(uklad.pk):
        line = AuditEntry.objects.get(verb="factor.taken_off")
        assert not AuditEntry.objects.filter(verb="session.ended_all").exists(), "they did not sign out themselves"
        assert (line.object_id, line.member_id) == (member.pk, Member.objects.get(name="Ольга").pk)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT])
def test_nobody_without_the_right_takes_a_step_off(uklad: Workspace, role: str) -> None:
    _, member = _vera(uklad)
    boss, _ = _boss(uklad, role)
    assert boss.post(_page(uklad, member) + "second-step/").status_code == 403
    assert Authenticator.objects.filter(user=member.user).exists()


def test_an_administrator_takes_none_off_from_an_owner_nor_from_themselves(uklad: Workspace) -> None:
    vera, member = _vera(uklad)
    with in_workspace(uklad.pk):
        factories.member(uklad, role=Role.OWNER)
        Member.objects.filter(pk=member.pk).update(role=Role.OWNER)
    boss, _ = _boss(uklad)
    for client in (boss, vera):
        assert "Take the second step off" not in client.get(_page(uklad, member)).content.decode()
        said = client.post(_page(uklad, member) + "second-step/", follow=True).content.decode()
        assert "Nobody may give more than they have" in said
    assert Authenticator.objects.filter(user=member.user).exists()


def test_no_company_takes_off_what_guards_another_and_the_operator_may(uklad: Workspace) -> None:
    _, member = _vera(uklad)
    other = factories.workspace()
    actions.create_member(workspace=other, email="vera@uklad.example", name="Вера")
    boss, _ = _boss(uklad, Role.OWNER)
    said = boss.post(_page(uklad, member) + "second-step/", follow=True).content.decode()
    assert "They work in another company here too" in said
    assert Authenticator.objects.filter(user=member.user).exists()
    actions.take_step_off(user=member.user, by=None)
    assert not Authenticator.objects.filter(user=member.user).exists()
    for home in (uklad, other):
        with in_workspace(home.pk):
            assert AuditEntry.objects.filter(verb="factor.taken_off").count() == 1
