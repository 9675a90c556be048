"""A member's own preferences."""

import pytest
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import Member, User, Workspace
from nitka.kit.db.tenancy import in_workspace

ME = "/w/uklad/me/"
PASSWORD = "клубок-узел-7"


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = actions.create_workspace(name="Уклад", slug="uklad")
    actions.create_member(workspace=workspace, email="vera@uklad.example", name="Вера", password=PASSWORD)
    return workspace


@pytest.fixture
def vera(client: Client, uklad: Workspace) -> Client:
    client.force_login(User.objects.get())
    return client


def test_language_theme_and_name_are_kept_with_the_person(vera: Client, uklad: Workspace) -> None:
    assert "Мои настройки" in vera.get(ME).content.decode()
    vera.post(ME, {"name": "Vera K", "language": "en", "theme": "dark"})
    page = vera.get(ME).content.decode()
    assert "Preferences" in page
    assert '<html lang="en" data-theme="dark"' in page
    with in_workspace(uklad.id):
        assert Member.objects.get().name == "Vera K"


def test_the_switch_in_the_rail_is_kept(vera: Client) -> None:
    assert vera.post(ME + "theme/", {"theme": "dark"}).status_code == 204
    assert User.objects.get().theme == "dark"
    assert vera.post(ME + "theme/", {"theme": "pink"}).status_code == 400


def test_a_new_password_signs_out_the_other_devices_only(vera: Client) -> None:
    other = Client()
    other.force_login(User.objects.get())
    response = vera.post(ME + "password/", {"current": PASSWORD, "new": "новый-узел-клубка"})
    assert response.status_code == 302
    assert vera.get(ME).status_code == 200
    assert other.get(ME)["Location"].startswith("/accounts/login/")
    assert User.objects.get().check_password("новый-узел-клубка")


def test_only_who_knows_the_old_password_sets_a_new_one(vera: Client) -> None:
    response = vera.post(ME + "password/", {"current": "не тот", "new": "новый-узел-клубка"})
    assert response.status_code == 422
    assert User.objects.get().check_password(PASSWORD)


def test_the_password_in_force_can_be_guessed_no_oftener_than_at_the_sign_in(vera: Client) -> None:
    User.objects.update(language="en")
    for _ in range(5):
        page = vera.post(ME + "password/", {"current": "не тот", "new": "новый-узел-клубка"})
        assert "not your password" in page.content.decode()
    page = vera.post(ME + "password/", {"current": PASSWORD, "new": "новый-узел-клубка"})
    assert "5-minute pause" in page.content.decode()
    assert "5-minute pause" in vera.post("/accounts/reauthenticate/", {"password": PASSWORD}).content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_signing_in_leads_home(client: Client, uklad: Workspace) -> None:
    response = client.post("/accounts/login/", {"login": "Vera@uklad.example", "password": PASSWORD})
    assert response["Location"] == "/"
    assert client.get("/")["Location"] == "/w/uklad/inbox/"


def test_a_wrong_password_is_said_plainly_and_counted(client: Client, uklad: Workspace) -> None:
    for _ in range(5):
        page = client.post(
            "/accounts/login/", {"login": "vera@uklad.example", "password": "x"}, headers={"Accept-Language": "en"}
        )
        assert "do not match" in page.content.decode()
    page = client.post(
        "/accounts/login/", {"login": "vera@uklad.example", "password": PASSWORD}, headers={"Accept-Language": "en"}
    )
    assert "5-minute pause" in page.content.decode()


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"])
def test_the_doors_open(client: Client, uklad: Workspace, address: str) -> None:
    assert client.get(address).status_code in {200, 302}


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client, uklad: Workspace) -> None:
    assert client.get(ME)["Location"] == f"/accounts/login/?next={ME}"


def test_another_workspace_is_not_found(vera: Client) -> None:
    actions.create_workspace(name="Sever", slug="sever")
    assert vera.get("/w/sever/me/").status_code == 404
