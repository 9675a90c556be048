"""`/` leads everyone to where they belong; an installation is set up once."""

import threading

import pytest
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import Member, Role, User, Workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime.sequencer import LOCK

FORM = {"company": "Уклад", "name": "Дарья Орлова", "email": "Darya@Uklad.example", "password": "клубок-узел-7"}


@pytest.mark.django_db
def test_an_empty_installation_makes_its_owner_and_signs_them_in(client: Client) -> None:
    assert "id_company" in client.get("/").content.decode()
    response = client.post("/", FORM)
    assert response["Location"] == "/w/uklad/start/"
    workspace = Workspace.objects.get()
    with in_workspace(workspace.id):
        member = Member.objects.select_related("user").get()
    assert (member.role, member.name, member.user.email) == (Role.OWNER, "Дарья Орлова", "darya@uklad.example")
    assert client.get("/")["Location"] == "/w/uklad/inbox/"


@pytest.mark.django_db
def test_once_there_is_a_workspace_the_page_is_closed(client: Client) -> None:
    Client().post("/", FORM)
    assert client.get("/")["Location"] == "/accounts/login/"
    assert client.post("/", FORM | {"email": "other@uklad.example"})["Location"] == "/accounts/login/"
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"company": ""}, "Заполните это поле"),
        ({"password": "12345"}, "От\xa010 знаков"),
        ({"password": "password123"}, "распространённый пароль"),
        ({"email": "darya"}, "name@company.com"),
        ({"slug": "Уклад"}, "латинские"),
    ],
)
def test_a_form_that_will_not_do_says_why(client: Client, change: dict[str, str], word: str) -> None:
    response = client.post("/", FORM | change, headers={"Accept-Language": "ru"})
    assert response.status_code == 422
    assert word in response.content.decode()
    assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_visitors_do_not_both_become_the_owner() -> None:
    answers: list[str] = []

    def visit(number: int) -> None:
        from django.db import connection

        answers.append(Client().post("/", FORM | {"email": f"n{number}@uklad.example"})["Location"])
        connection.close()

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert sorted(answers) == ["/accounts/login/"] * 3 + ["/w/uklad/start/"]
    assert User.objects.count() == Workspace.objects.count() == 1


@pytest.mark.django_db
def test_who_is_in_several_workspaces_chooses_and_is_remembered(client: Client) -> None:
    for name in ("Uklad", "Sever"):
        actions.create_member(workspace=actions.create_workspace(name=name), email="vera@example.org", password="x")
    client.force_login(User.objects.get())
    page = client.get("/").content.decode()
    assert "/w/uklad/" in page
    assert "/w/sever/" in page
    client.get("/w/sever/")
    assert client.get("/")["Location"] == "/w/sever/inbox/"


@pytest.mark.django_db
def test_who_is_in_none_is_told_so(client: Client) -> None:
    Client().post("/", FORM)
    client.force_login(User.objects.create_user("guest@example.org", "x", language="en"))
    assert "You are in no workspace" in client.get("/").content.decode()


def test_setting_up_does_not_wait_for_the_sequencer() -> None:
    assert actions.SETUP_LOCK != LOCK
