"""Second factors, recovery codes, devices."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from nitka.accounts import actions, devices
from nitka.accounts.models import User, Workspace
from nitka.kit import clock

PASSWORD = "клубок-узел-7"
PAGE = "/w/uklad/me/security/"
CREDENTIALS = {"login": "vera@uklad.example", "password": PASSWORD}


@pytest.fixture
def uklad(db: None) -> Workspace:
    workspace = actions.create_workspace(name="Уклад", slug="uklad")
    actions.create_member(workspace=workspace, email="vera@uklad.example", name="Вера", password=PASSWORD)
    User.objects.update(language="en")
    return workspace


def browser(agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36") -> Client:
    return Client(headers={"User-Agent": agent, "Accept-Language": "en"})


@pytest.fixture
def vera(uklad: Workspace) -> Client:
    client = browser()
    assert client.post("/accounts/login/", CREDENTIALS)["Location"] == "/"
    return client


def code_of(secret: str, later: int = 0) -> str:
    """The first code that is taken now, or one of the half minutes after it."""
    return auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())) + later))


def confirm(client: Client) -> None:
    """It is really them: asked for before anything of sign-in changes."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def with_app(client: Client) -> list[str]:
    """Switch codes on; the recovery codes."""
    confirm(client)
    secret = client.get("/accounts/2fa/app/").context["form"].secret
    done = client.post("/accounts/2fa/app/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/2fa/codes/"
    codes: list[str] = client.get("/accounts/2fa/codes/").context["unused_codes"]
    return codes


def test_codes_by_an_app_are_asked_for_at_the_next_sign_in(vera):
    codes = with_app(vera)
    assert len(codes) == 10
    other = browser()
    assert other.post("/accounts/login/", CREDENTIALS)["Location"].startswith("/accounts/2fa/")
    assert other.get(PAGE)["Location"].startswith("/accounts/login/")
    wrong = other.post("/accounts/2fa/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    assert other.post("/accounts/2fa/", {"code": codes[0]})["Location"] == "/"
    assert other.get(PAGE).status_code == 200


def test_a_recovery_code_works_once(vera):
    codes = with_app(vera)
    for expected in (True, False):
        other = browser()
        other.post("/accounts/login/", CREDENTIALS)
        entered = other.post("/accounts/2fa/", {"code": codes[0]}).status_code == 302
        assert entered == expected


def enters(code: str) -> bool:
    """Whether a code opens the account for another browser, whose process has seen none of them."""
    other = browser()
    other.post("/accounts/login/", CREDENTIALS)
    cache.clear()
    return other.post("/accounts/2fa/", {"code": code}).status_code == 302


def test_a_code_of_the_app_works_once_and_in_one_process_only(vera, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=partial(float, 1_800_000_000)))
    confirm(vera)
    secret = vera.get("/accounts/2fa/app/").context["form"].secret
    codes = [code_of(secret, later) for later in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        vera.post("/accounts/2fa/app/", {"code": codes[0]})
    assert not enters(codes[0]), "it switched the app on"
    assert enters(codes[1])
    assert not enters(codes[1])
    assert enters(codes[2])
    assert not enters(codes[1]), "an older one is over, too"


def test_the_secret_is_sealed_at_rest(vera):
    with_app(vera)
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    assert "." in rows["totp"]["secret"]
    assert len(rows["totp"]["secret"]) > 60
    assert len(rows["recovery_codes"]["seed"]) > 60


def test_nothing_of_sign_in_changes_without_the_password_again(vera):
    for page in ("2fa/app/", "2fa/codes/new/", "passkeys/new/"):
        assert vera.get(f"/accounts/{page}")["Location"].startswith("/accounts/reauthenticate/")
    assert "That is not your password" in vera.post("/accounts/reauthenticate/", {"password": "x"}).content.decode()


def test_a_wrong_code_switches_nothing_on(vera):
    confirm(vera)
    vera.get("/accounts/2fa/app/")
    assert "does not fit" in vera.post("/accounts/2fa/app/", {"code": "123"}).content.decode()
    assert not Authenticator.objects.exists()


def test_the_page_says_what_is_on_and_how_many_codes_are_left(vera):
    assert "Switch on" in vera.get(PAGE).content.decode()
    with_app(vera)
    page = vera.get(PAGE).content.decode()
    assert "Switch off" in page
    assert "10 codes are left" in page


def test_switching_codes_off_asks_first_and_leaves_the_password(vera):
    with_app(vera)
    assert "Switch the codes off" in vera.get("/accounts/2fa/app/off/").content.decode()
    vera.post("/accounts/2fa/app/off/")
    assert browser().post("/accounts/login/", CREDENTIALS)["Location"] == "/"


def test_recovery_codes_can_be_kept_as_a_file(vera):
    codes = with_app(vera)
    file = vera.get("/accounts/2fa/codes/file/")
    assert file.content.decode().split() == codes
    assert "attachment" in file["Content-Disposition"]


def test_devices_are_told_apart_and_each_can_be_signed_out(vera):
    phone = browser("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/604.1")
    phone.post("/accounts/login/", CREDENTIALS)
    page = vera.get(PAGE).content.decode()
    assert "Chrome, Windows" in page
    assert "Safari, iPhone" in page
    row = UserSession.objects.get(user_agent__contains="iPhone")
    confirm(vera)
    assert vera.post(f"/w/uklad/me/sessions/{row.pk}/")["Location"] == PAGE
    assert phone.get(PAGE)["Location"].startswith("/accounts/login/")
    assert vera.get(PAGE).status_code == 200


def test_a_device_in_use_was_seen_lately(vera):
    long_ago = clock.now() - timedelta(days=2)
    UserSession.objects.update(last_seen_at=long_ago)
    vera.get(PAGE)
    assert UserSession.objects.get().last_seen_at == long_ago
    vera.post("/w/uklad/me/theme/", {"theme": "dark"})
    assert UserSession.objects.get().last_seen_at > long_ago
    UserSession.objects.update(last_seen_at=long_ago)
    vera.post("/w/uklad/me/theme/", {"theme": "light"})
    assert UserSession.objects.get().last_seen_at == long_ago, "at most every five minutes"


def test_a_session_of_somebody_else_is_not_found(vera, uklad):
    actions.create_member(workspace=uklad, email="ilya@uklad.example", name="Илья", password=PASSWORD)
    ilya = browser()
    ilya.post("/accounts/login/", {"login": "ilya@uklad.example", "password": PASSWORD})
    theirs = UserSession.objects.get(user__email="ilya@uklad.example")
    confirm(vera)
    assert vera.post(f"/w/uklad/me/sessions/{theirs.pk}/").status_code == 404
    assert ilya.get(PAGE).status_code == 200


def test_signing_out_everywhere_leaves_nothing_open(vera):
    other = browser()
    other.post("/accounts/login/", CREDENTIALS)
    confirm(vera)
    assert vera.post("/w/uklad/me/sessions/", {"this": "1"})["Location"] == "/accounts/login/"
    for client in (vera, other):
        assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert not UserSession.objects.exists()


def test_the_others_are_signed_out_and_this_one_stays(vera):
    other = browser()
    other.post("/accounts/login/", CREDENTIALS)
    confirm(vera)
    vera.post("/w/uklad/me/sessions/")
    assert other.get(PAGE)["Location"].startswith("/accounts/login/")
    assert vera.get(PAGE).status_code == 200


@pytest.mark.parametrize("which", ["one", "the others", "everywhere"])
def test_no_device_is_signed_out_without_the_password_again_and_then_it_is_without_another_click(vera, which):
    other = browser()
    other.post("/accounts/login/", CREDENTIALS)
    key = UserSession.objects.exclude(session_key=vera.session.session_key).get().pk
    path = f"/w/uklad/me/sessions/{key}/" if which == "one" else "/w/uklad/me/sessions/"
    asked = vera.post(path, {"this": "1"} if which == "everywhere" else {})["Location"]
    assert asked == f"/accounts/reauthenticate/?{urlencode({'next': path})}"
    assert other.get(PAGE).status_code == 200
    done = vera.post(asked, {"password": PASSWORD, "next": path})["Location"]
    assert other.get(PAGE)["Location"].startswith("/accounts/login/")
    assert done == ("/accounts/login/" if which == "everywhere" else PAGE)
    assert vera.get(PAGE).status_code == (302 if which == "everywhere" else 200)


def test_asked_for_the_password_again_the_session_goes_on_by_another_key_as_the_same_device(vera):
    before, row = vera.session.session_key, UserSession.objects.get()
    thief = browser()
    thief.cookies["sessionid"] = before
    assert thief.get(PAGE).status_code == 200
    confirm(vera)
    assert vera.session.session_key != before
    assert thief.get(PAGE).status_code == 302
    assert "now" in vera.get(PAGE).content.decode()
    assert UserSession.objects.get().pk == row.pk


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/5 Edg/1", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/1 Mobile Safari/5", "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:1) Gecko Firefox/1", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/1 YaBrowser/24 Safari/5", "Yandex Browser, Windows"),
        ("curl/8.0", "curl"),
        ("something-else/1.0 (x)", "something-else/1.0"),
    ],
)
def test_a_device_has_the_name_people_know(agent, name):
    assert devices.name_of(agent) == name
