"""A sign-in on a new device is told at once, in the page and by a letter, whatever the hour."""

from datetime import time

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from nitka.accounts.actions import create_member
from nitka.accounts.models import Member
from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.desk import Desk
from nitka.kit.db.tenancy import in_workspace
from nitka.notices.models import Letters, Notice, Quiet, Wishes
from nitka.notices.tests.services import html, plain
from nitka.notices.tests.working import kinds, make, send, wish

pytestmark = pytest.mark.django_db(transaction=True)
OPERA = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 OPR/120.0"


@pytest.fixture(autouse=True)
def _password(desk):
    desk.member.user.password = make_password("long enough 1")
    desk.member.user.save()


def sign_in(
    desk: Desk, client: Client | None = None, agent: str = "Mozilla/5.0 (Windows NT 10.0) Firefox/140"
) -> Client:
    client = client or Client(headers={"User-Agent": agent, "Accept-Language": "en"}, REMOTE_ADDR="192.0.2.7")
    answer = client.post("/accounts/login/", {"login": desk.member.user.email, "password": "long enough 1"})
    assert answer.status_code == 302
    make()
    return client


def test_the_first_browser_and_one_that_is_known_are_no_news(desk):
    browser = sign_in(desk)
    assert "device" in browser.cookies
    assert browser.cookies["device"]["httponly"]
    browser.post("/accounts/logout/")
    sign_in(desk, browser)
    assert kinds(desk.member) == []


def test_a_new_browser_is_told_in_the_page_and_by_a_letter_at_once(desk, relay):
    sign_in(desk)
    wish(desk.member, quiet=Quiet.OWN, quiet_from=time(0), quiet_to=time(0), letters=Letters.NEVER)
    sign_in(desk, agent=OPERA)
    assert kinds(desk.member) == [("security", 1)]
    assert send("mail") == 1
    (letter,) = relay.letters
    assert letter["Subject"].strip() == "Signed in on a new device: Opera, Linux"
    for half in (plain(letter), html(letter)):
        assert "192.0.2.7" in half
        assert f"https://nitka.uklad.example/w/{desk.workspace.slug}/me/security/" in half
    assert letter["List-Unsubscribe"] is None
    assert send("mail") == 0


def test_a_wrong_password_on_a_new_browser_is_not_told(desk):
    sign_in(desk)
    Client(REMOTE_ADDR="192.0.2.9").post("/accounts/login/", {"login": desk.member.user.email, "password": "not it"})
    make()
    assert kinds(desk.member) == []


def test_a_forged_cookie_makes_a_browser_no_known_one(desk):
    sign_in(desk)
    thief = Client(headers={"User-Agent": OPERA}, REMOTE_ADDR="192.0.2.8")
    thief.cookies["device"] = "x" * 43
    sign_in(desk, thief)
    assert kinds(desk.member) == [("security", 1)]


def test_a_browser_that_a_colleague_signs_in_with_is_new_for_them(desk):
    browser, other = sign_in(desk), accounts.member(desk.workspace)
    shared = Desk(desk.workspace, other, browser, desk.channel)
    other.user.password = make_password("long enough 1")
    other.user.save()
    sign_in(shared)  # their first
    browser.post("/accounts/logout/")
    sign_in(shared, browser)
    assert kinds(other) == [("security", 1)]
    assert kinds(desk.member) == []


def test_who_works_in_two_companies_gets_one_letter_and_a_notice_in_each(desk, relay):
    second = accounts.workspace()
    create_member(workspace=second, email=desk.member.user.email, name="Вера")
    with in_workspace(second.pk):
        there = Member.objects.select_related("user").get(user_id=desk.member.user_id)
    sign_in(desk)
    sign_in(desk, agent=OPERA)
    assert kinds(desk.member) == kinds(there) == [("security", 1)]
    send("mail")
    assert len(relay.letters) == 1


def test_who_left_the_first_company_is_written_to_by_the_second(desk, relay):
    second = accounts.workspace()
    create_member(workspace=second, email=desk.member.user.email, name="Вера")
    sign_in(desk)
    with in_workspace(desk.workspace.pk):
        Member.objects.filter(pk=desk.member.pk).update(is_active=False)
        Wishes.objects.create(member_id=desk.member.pk)
    sign_in(desk, agent=OPERA)
    send("mail")
    assert f"/w/{second.slug}/me/security/" in plain(relay.letters[0])


def test_the_notice_leads_to_ones_devices(desk):
    sign_in(desk)
    browser = sign_in(desk, agent=OPERA)
    page = browser.get(f"/w/{desk.workspace.slug}/notices/").content.decode()
    assert "Opera, Linux" in page
    with in_workspace(desk.workspace.pk):
        key = Notice.objects.get().pk
    answer = browser.get(f"/w/{desk.workspace.slug}/notices/{key}/")
    assert answer["Location"] == f"/w/{desk.workspace.slug}/me/security/"
