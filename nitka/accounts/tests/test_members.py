"""Members: their rights, who may change whom, leaving and coming back."""

import itertools

import pytest
from allauth.usersessions.models import UserSession
from django.db import ProgrammingError, transaction
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import AuditEntry, Invitation, Member, Role, User, Workspace
from nitka.accounts.policies import PERMISSIONS, RANKS, can_change, can_give
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def uklad() -> Workspace:
    return factories.workspace()


def _browser(member: Member, home: str = "") -> Client:
    client = Client(headers={"Accept-Language": "en"})
    User.objects.filter(pk=member.user_id).update(language="en")
    client.force_login(member.user)
    return client


def _url(uklad: Workspace, path: str) -> str:
    return f"/w/{uklad.slug}/settings/{path}"


def test_each_role_may_all_that_the_one_below_may() -> None:
    roles = sorted(PERMISSIONS, key=lambda role: RANKS[role])
    for low, high in itertools.pairwise(roles):
        assert PERMISSIONS[low] < PERMISSIONS[high]


def test_nobody_raises_above_themselves_nor_touches_who_stands_above() -> None:
    administrator, owner, manager = (
        Member(workspace_id=uuid7(), role=role) for role in (Role.ADMINISTRATOR, Role.OWNER, Role.MANAGER)
    )
    assert can_give(administrator, Role.ADMINISTRATOR)
    assert not can_give(administrator, Role.OWNER)
    assert not can_change(administrator, owner)
    assert can_change(owner, administrator)
    assert not can_give(manager, Role.OBSERVER)


def test_an_administrator_cannot_make_an_owner_by_the_form(uklad: Workspace) -> None:
    boss, vera = factories.member(uklad, role=Role.ADMINISTRATOR), factories.member(uklad)
    form = {"role": "owner", "scope": "all"}
    assert _browser(boss).post(_url(uklad, f"members/{vera.pk}/"), form).status_code == 422
    with in_workspace(uklad.id), pytest.raises(actions.NotAllowed):
        actions.set_rights(member=vera, by=boss, role="owner", scope="all", team_ids=[])


def test_the_last_owner_can_neither_step_down_nor_leave(uklad: Workspace) -> None:
    olga = factories.member(uklad, role=Role.OWNER)
    with in_workspace(uklad.id):
        with pytest.raises(actions.LastOwner):
            actions.set_rights(member=olga, by=olga, role="agent", scope="all", team_ids=[])
        with pytest.raises(actions.LastOwner):
            actions.deactivate(member=olga, by=olga)
    page = _browser(olga).post(_url(uklad, f"members/{olga.pk}/"), {"role": "agent", "scope": "all"})
    assert "make somebody else one first" in page.content.decode()


def test_changed_rights_are_written_down_and_end_old_streams(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad)
    with in_workspace(uklad.id):
        team = actions.create_team(name="Sales")
    form = {"role": "manager", "scope": "team", "teams": [str(team.pk)]}
    assert _browser(olga).post(_url(uklad, f"members/{vera.pk}/"), form).status_code == 302
    with in_workspace(uklad.id):
        changed = Member.objects.get(pk=vera.pk)
        assert (changed.role, changed.scope, changed.team_ids) == ("manager", "team", [team.pk])
        assert changed.version > vera.version
        line = AuditEntry.objects.get(verb="member.rights")
        assert (line.member_id, line.object_id, line.detail["role"]) == (olga.pk, vera.pk, ["agent", "manager"])
        assert line.ip == "127.0.0.1"


def test_who_is_deactivated_is_out_at_once_and_may_come_back(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad)
    browser, boss = _browser(vera), _browser(olga)
    assert browser.get(f"/w/{uklad.slug}/me/").status_code == 200
    boss.post(_url(uklad, f"members/{vera.pk}/deactivation/"), {"to": ""})
    assert browser.get(f"/w/{uklad.slug}/me/")["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=vera.user).exists()
    assert "Deactivated" in boss.get(_url(uklad, "members/")).content.decode()
    boss.post(_url(uklad, f"members/{vera.pk}/reactivation/"))
    assert browser.get(f"/w/{uklad.slug}/me/").status_code == 302, "the session does not live again with the member"
    assert _browser(vera).get(f"/w/{uklad.slug}/me/").status_code == 200


def test_who_works_in_another_workspace_too_stays_signed_in_there_alone(uklad: Workspace) -> None:
    vera, other = factories.member(uklad), factories.workspace()
    there = factories.member(other, email=vera.user.email)
    browser = _browser(vera)
    with in_workspace(uklad.id):
        actions.deactivate(member=vera, by=None)
    assert browser.get(f"/w/{uklad.slug}/me/").status_code == 404
    assert browser.get(f"/w/{other.slug}/me/").status_code == 200
    with in_workspace(other.id):
        actions.deactivate(member=there, by=None)
    assert browser.get(f"/w/{other.slug}/me/").status_code == 302


def test_what_a_member_offered_ends_when_they_leave_or_could_offer_it_no_longer(uklad: Workspace) -> None:
    vera, oleg = factories.member(uklad, role=Role.OWNER), factories.member(uklad, role=Role.OWNER)
    with in_workspace(uklad.id):
        offered = {role: actions.invite(by=vera, role=role).pk for role in (Role.OWNER, Role.AGENT)}
        others = actions.invite(by=oleg, role=Role.OWNER).pk
        is_open = lambda key: Invitation.objects.get(pk=key).is_open  # noqa: E731
        actions.set_rights(member=vera, by=oleg, role=Role.ADMINISTRATOR, scope="all", team_ids=[])
        assert [is_open(key) for key in offered.values()] == [False, True]
        actions.deactivate(member=vera, by=oleg)
        assert not is_open(offered[Role.AGENT])
        assert is_open(others)
        assert AuditEntry.objects.filter(verb="invitation.revoked").count() == 2


def test_a_key_that_acts_for_who_made_it_is_no_danger(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad, name="Вера")
    actions.create_token(workspace=uklad, name="Mine", member=vera, by=vera)
    page = _browser(olga).get(_url(uklad, "tokens/")).content.decode()
    assert ("Mine" in page, "may have kept this one" in page) == (True, False)


def test_keys_of_the_company_that_somebody_made_are_named_when_they_leave_and_after(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad, name="Вера", role=Role.ADMINISTRATOR)
    ended, kept, theirs = (
        actions.create_token(workspace=uklad, name=name, member=member, by=vera)
        for name, member in (("Shop", None), ("Till", olga), ("Mine", vera))
    )
    boss = _browser(olga)
    page = boss.get(_url(uklad, f"members/{vera.pk}/")).content.decode()
    assert ("Shop" in page, "Till" in page, "Mine" in page) == (True, True, False)
    gone = {"to": "", "end": [str(ended[0].pk)]}
    said = boss.post(_url(uklad, f"members/{vera.pk}/deactivation/"), gone, follow=True).content.decode()
    assert "1 API key they made still opens" in said
    opens = {
        name: Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/channels").status_code
        for name, (_row, secret) in {"ended": ended, "kept": kept, "theirs": theirs}.items()
    }
    assert opens == {"ended": 401, "kept": 200, "theirs": 401}
    assert "who may make keys no longer and may have kept this one" in boss.get(_url(uklad, "tokens/")).content.decode()
    assert "Till" in boss.get(_url(uklad, f"members/{vera.pk}/")).content.decode()


def test_a_key_of_who_may_make_none_any_more_is_named_too(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad, role=Role.ADMINISTRATOR)
    actions.create_token(workspace=uklad, name="Shop", by=vera)
    said = "may make keys no longer"
    assert said not in (boss := _browser(olga)).get(_url(uklad, "tokens/")).content.decode()
    with in_workspace(uklad.id):
        actions.set_rights(member=vera, by=olga, role=Role.AGENT, scope="all", team_ids=[])
    assert said in boss.get(_url(uklad, "tokens/")).content.decode()


def test_no_key_ends_that_somebody_else_made(uklad: Workspace) -> None:
    olga, vera = factories.member(uklad, role=Role.OWNER), factories.member(uklad)
    token, secret = actions.create_token(workspace=uklad, name="Shop", by=olga)
    _browser(olga).post(_url(uklad, f"members/{vera.pk}/deactivation/"), {"to": "", "end": [str(token.pk)]})
    assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/channels").status_code == 200


def test_a_key_of_who_left_opens_nothing(uklad: Workspace) -> None:
    vera = factories.member(uklad)
    _, secret = actions.create_token(workspace=uklad, name="mine", member=vera)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/channels").status_code == 200
    with in_workspace(uklad.id):
        actions.deactivate(member=vera, by=None)
    assert program.get("/api/v1/channels").status_code == 401


def test_an_agent_sees_who_works_here_and_changes_nothing(uklad: Workspace) -> None:
    vera, oleg = factories.member(uklad), factories.member(uklad, name="Олег")
    browser = _browser(vera)
    page = browser.get(_url(uklad, "members/")).content.decode()
    assert "Олег" in page
    assert "Invite" not in page
    for path in (f"members/{oleg.pk}/", f"members/{oleg.pk}/deactivation/", "invitations/"):
        assert browser.post(_url(uklad, path), {"role": "agent", "scope": "all"}).status_code == 403


def test_the_app_cannot_change_the_log(uklad: Workspace) -> None:
    with in_workspace(uklad.id):
        actions.create_team(name="Sales")
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEntry.objects.update(verb="nothing happened")
        with pytest.raises(ProgrammingError), transaction.atomic():
            AuditEntry.objects.all().delete()


@pytest.mark.parametrize("count", [1, 12])
def test_the_members_page_costs_the_same_for_few_and_many(
    uklad: Workspace, count: int, django_assert_max_num_queries
) -> None:
    olga = factories.member(uklad, role=Role.OWNER)
    for _ in range(count):
        factories.member(uklad)
    browser = _browser(olga)
    with django_assert_max_num_queries(22):
        browser.get(_url(uklad, "members/"))
