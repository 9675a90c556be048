"""By a link into a workspace: once, for seven days, until it is taken back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from nitka.accounts import actions, letters
from nitka.accounts.models import Invitation, Member, Role, Workspace
from nitka.accounts.tests import factories
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
JOIN = {"name": "Марат Галеев", "email": "marat@uklad.example", "password": "клубок-узел-7"}


@pytest.fixture
def uklad() -> Workspace:
    return factories.workspace()


@pytest.fixture
def olga(uklad: Workspace) -> Member:
    return factories.member(uklad, role=Role.OWNER, name="Ольга")


def _path(uklad: Workspace, olga: Member, **options: object) -> str:
    with in_workspace(uklad.id):
        made = actions.invite(by=olga, **options)  # type: ignore[arg-type]
    return "/" + letters.link(made).split("/", 3)[3]


def test_who_has_no_account_makes_one_and_is_in(uklad: Workspace, olga: Member) -> None:
    with in_workspace(uklad.id):
        team = actions.create_team(name="Sales")
    path = _path(uklad, olga, role="manager", scope="team", team_ids=[team.pk])
    stranger = Client()
    assert "Ольга" in stranger.get(path).content.decode()
    assert stranger.post(path, JOIN)["Location"] == f"/w/{uklad.slug}/"
    assert stranger.get(f"/w/{uklad.slug}/me/").status_code == 200
    with in_workspace(uklad.id):
        made = Member.objects.get(name="Марат Галеев")
        assert (made.role, made.scope, made.team_ids) == ("manager", "team", [team.pk])
    assert Client().get(path).status_code == 404  # used


def test_who_has_an_account_joins_with_it(uklad: Workspace, olga: Member) -> None:
    other = factories.member(factories.workspace(), name="Вера")
    browser = Client()
    browser.force_login(other.user)
    assert browser.post(_path(uklad, olga)).status_code == 302
    assert browser.get(f"/w/{uklad.slug}/me/").status_code == 200


def test_an_address_with_an_account_signs_in_first(uklad: Workspace, olga: Member) -> None:
    answer = Client().post(_path(uklad, olga), JOIN | {"email": olga.user.email})
    assert answer.status_code == 422


def test_a_weak_password_is_refused(uklad: Workspace, olga: Member) -> None:
    assert Client().post(_path(uklad, olga), JOIN | {"password": "12345"}).status_code == 422


def test_a_link_is_good_for_seven_days_and_until_it_is_taken_back(uklad: Workspace, olga: Member) -> None:
    path = _path(uklad, olga)
    with in_workspace(uklad.id):
        row = Invitation.objects.get()
        row.expires_at = clock.now() - timedelta(minutes=1)
        row.save()
    assert Client().get(path).status_code == 404
    path = _path(uklad, olga)
    boss = Client()
    boss.force_login(olga.user)
    with in_workspace(uklad.id):
        row = Invitation.objects.get(expires_at__gt=clock.now())
    boss.post(f"/w/{uklad.slug}/settings/invitations/{row.pk}/revocation/")
    assert Client().get(path).status_code == 404
    assert Client().get("/join/nonsense/").status_code == 404


def test_who_was_deactivated_does_not_come_back_by_a_link(uklad: Workspace, olga: Member) -> None:
    vera = factories.member(uklad)
    with in_workspace(uklad.id):
        actions.deactivate(member=vera, by=olga)
    browser = Client()
    browser.force_login(vera.user)
    assert browser.post(_path(uklad, olga)).status_code == 409


def test_an_invitation_by_the_page_is_a_letter_and_a_link(uklad: Workspace, olga: Member) -> None:
    boss = Client()
    boss.force_login(olga.user)
    form = {"email": "marat@uklad.example", "role": "agent", "scope": "all"}
    answer = boss.post(f"/w/{uklad.slug}/settings/invitations/", form)
    page = boss.get(answer["Location"]).content.decode()
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if "/join/" in line)
    assert letter.to == ["marat@uklad.example"]
    assert link.rsplit(":", 2)[0] in page, "signed again in another second it is another link to the same"
    assert boss.post(f"/w/{uklad.slug}/settings/invitations/", form | {"email": "no"}).status_code == 422


def test_a_link_that_gives_more_than_one_has_is_shown_to_nobody_below(uklad: Workspace, olga: Member) -> None:
    boss = factories.member(uklad, role=Role.ADMINISTRATOR)
    link = _path(uklad, olga, role="owner")
    key = link.rsplit(":", 2)[0]
    with in_workspace(uklad.id):
        made = Invitation.objects.get()
    for member, sees in ((olga, True), (boss, False)):
        browser = Client()
        browser.force_login(member.user)
        for query in ("", f"?made={made.pk}"):
            page = browser.get(f"/w/{uklad.slug}/settings/members/{query}").content.decode()
            assert (key in page) is sees


def test_only_roles_up_to_ones_own_can_be_given(uklad: Workspace) -> None:
    boss = factories.member(uklad, role=Role.ADMINISTRATOR)
    with in_workspace(uklad.id), pytest.raises(actions.Refused):
        actions.invite(by=boss, role="owner")
