"""Teams, brand and keys on their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nitka.accounts.models import ApiToken, Member, Role, Team, Workspace
from nitka.accounts.tests import factories
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
BRAND = {"name": "Уклад", "language": "en", "timezone": "Asia/Omsk", "colour": "#096a3c", "signature_ru": "Уклад",
         "signature_en": "Uklad, support"}  # fmt: skip


@pytest.fixture
def uklad() -> Workspace:
    return factories.workspace(language="en")


@pytest.fixture
def boss(uklad: Workspace) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(factories.member(uklad, role=Role.OWNER).user)
    return browser


def _url(uklad: Workspace, path: str) -> str:
    return f"/w/{uklad.slug}/settings/{path}"


def test_a_team_is_made_renamed_deleted_and_taken_back(uklad: Workspace, boss: Client) -> None:
    vera = factories.member(uklad)
    boss.post(_url(uklad, "teams/new/"), {"name": "Sales", "members": [str(vera.pk)]})
    with in_workspace(uklad.id):
        team = Team.objects.get()
    boss.post(_url(uklad, f"teams/{team.pk}/"), {"name": "Shop", "members": [str(vera.pk)]})
    assert "Shop" in boss.get(_url(uklad, "teams/")).content.decode()
    assert boss.post(_url(uklad, "teams/new/"), {"name": "Shop"}).status_code == 422
    gone = boss.post(_url(uklad, f"teams/{team.pk}/deletion/"))["Location"]
    with in_workspace(uklad.id):
        assert Member.objects.get(pk=vera.pk).team_ids == []
    assert f"teams/{team.pk}/restoration/" in boss.get(gone).content.decode()
    boss.post(_url(uklad, f"teams/{team.pk}/restoration/"))
    with in_workspace(uklad.id):
        assert Member.objects.get(pk=vera.pk).team_ids == [team.pk]


def test_the_brand_is_kept_and_its_logo_served_as_a_picture_only(uklad: Workspace, boss: Client) -> None:
    assert boss.get(_url(uklad, "workspace/logo/")).status_code == 404
    logo = SimpleUploadedFile("logo.exe", PNG, "text/html")
    assert boss.post(_url(uklad, "workspace/"), BRAND | {"logo": logo}).status_code == 302
    uklad.refresh_from_db()
    assert (uklad.timezone, uklad.language, uklad.settings["brand"]["colour"]) == ("Asia/Omsk", "en", "#096a3c")
    answer = boss.get(_url(uklad, "workspace/logo/"))
    assert (answer["Content-Type"], b"".join(answer)) == ("image/png", PNG)
    assert "sandbox" in answer["Content-Security-Policy"]
    boss.post(_url(uklad, "workspace/"), BRAND | {"no_logo": "on"})
    assert boss.get(_url(uklad, "workspace/logo/")).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "Mars/Olympus"},
        {"colour": "red"},
        {"name": ""},
        {"logo": SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")},
        {"logo": SimpleUploadedFile("a.png", PNG + b"\0" * 300_000)},
    ],
)
def test_a_brand_that_will_not_do_is_refused(uklad: Workspace, boss: Client, change: dict[str, object]) -> None:
    assert boss.post(_url(uklad, "workspace/"), BRAND | change).status_code == 422


def test_a_key_is_shown_once_says_when_it_was_used_and_is_revoked(uklad: Workspace, boss: Client) -> None:
    page = boss.post(_url(uklad, "tokens/"), {"name": "Shop", "mine": "on"}).content.decode()
    secret = page.partition('id="secret">')[2].partition("<")[0]
    assert secret.startswith("nitka_")
    page = boss.get(_url(uklad, "tokens/")).content.decode()
    assert secret not in page
    assert "never used" in page
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/channels").status_code == 200
    assert "never used" not in boss.get(_url(uklad, "tokens/")).content.decode()
    with in_workspace(uklad.id):
        key = ApiToken.objects.get().pk
    boss.post(_url(uklad, f"tokens/{key}/revocation/"))
    assert program.get("/api/v1/channels").status_code == 401
    assert "No keys yet" in boss.get(_url(uklad, "tokens/")).content.decode()


@pytest.mark.parametrize("path", ["teams/", "teams/new/", "workspace/", "tokens/"])
def test_an_agent_does_not_open_the_companys_pages(uklad: Workspace, path: str) -> None:
    browser = Client()
    browser.force_login(factories.member(uklad).user)
    assert browser.get(_url(uklad, path)).status_code == 403


def test_hours_and_presence_are_said_on_ones_own_page(uklad: Workspace) -> None:
    vera = factories.member(uklad)
    browser = Client()
    browser.force_login(vera.user)
    me = f"/w/{uklad.slug}/me/"
    browser.post(me + "availability/", {"availability": "away", "reason": "обед"})
    browser.post(me + "hours/", {"timezone": "Asia/Omsk", "from-0": "09:00", "to-0": "18:00"})
    assert browser.post(me + "hours/", {"timezone": "", "from-1": "09:00"}).status_code == 422
    assert browser.post(me + "hours/", {"timezone": "Nowhere"}).status_code == 422
    with in_workspace(uklad.id):
        row = Member.objects.get(pk=vera.pk)
    assert (row.availability, row.away_reason, row.timezone) == ("away", "обед", "Asia/Omsk")
    assert row.hours == {"0": ["09:00", "18:00"]}
