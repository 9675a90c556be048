"""The settings' page of sign-in: the provider and its test, a second step by role, the length of passwords."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nitka.accounts import actions
from nitka.accounts.models import AuditEntry, Issuer, Member, Role, User, Workspace
from nitka.accounts.oidc.tests.conftest import switched_on
from nitka.accounts.oidc.tests.provider import SECRET, Oidc, provider
from nitka.accounts.rules import Rules
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "клубок-узел-7"
PAGE = "/w/uklad/settings/sign-in/"


@pytest.fixture
def uklad() -> Workspace:
    return actions.create_workspace(name="Уклад", slug="uklad", language="en")


def signed_in(workspace: Workspace, role: str = Role.OWNER, name: str = "vera") -> Client:
    member, _ = actions.create_member(
        workspace=workspace, email=f"{name}@uklad.example", name=name.title(), role=role, password=PASSWORD
    )
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member.user)
    return client


def asked(workspace: Workspace, **rules: object) -> None:
    with in_workspace(workspace.pk):
        actions.set_sign_in_rules(workspace=workspace, wanted=Rules(**rules))  # type: ignore[arg-type]


@pytest.fixture
def idp(settings: object) -> Iterator[Oidc]:
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]  # type: ignore[attr-defined]
    with provider() as made:
        yield made


def form(idp: Oidc, **changed: str) -> dict[str, str]:
    given = {"url": idp.url, "client_id": "nitka", "secret": SECRET, "label": "By Uklad", "domains": "uklad.example"}
    return given | changed


def test_an_owner_switches_the_provider_on_and_tries_it(uklad: Workspace, idp: Oidc) -> None:
    owner = signed_in(uklad)
    assert "/accounts/company/callback/" in owner.get(PAGE).content.decode()
    saved = owner.post(f"{PAGE}provider/", form(idp, domains="@Uklad.example, uklad.org;"), follow=True)
    assert "By Uklad" in saved.content.decode()
    assert SECRET not in saved.content.decode()
    assert Issuer.objects.get().domains == ["uklad.example", "uklad.org"]
    tried = owner.post(f"{PAGE}provider/check/").content.decode()
    for words in ("names itself as you do", "keys can be read", "knows this client"):
        assert words in tried
    owner.post(f"{PAGE}provider/", form(idp, secret="", label="Other"))
    assert Issuer.objects.get().secret == SECRET
    owner.post(f"{PAGE}provider/removal/")
    assert not Issuer.objects.exists()
    with in_workspace(uklad.pk):
        lines = AuditEntry.objects.filter(verb__startswith="issuer.").order_by("at")
        verbs = list(lines.values_list("verb", flat=True))
    assert verbs == ["issuer.changed", "issuer.changed", "issuer.removed"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"secret": "x"}, "does not know this client or its secret"),
        ({"url": "https://nobody.invalid"}, "There is no server of this name"),
        ({"url": "http://169.254.169.254"}, "answers without encryption"),
        ({"url": "https://10.0.0.1"}, "leads into a private network"),
        ({"url": "{url}/realms/other"}, "page of settings is not there"),
        ({"url": "{url}/"}, "calls itself by another address"),
    ],
)
def test_the_test_says_in_words_what_is_wrong(
    uklad: Workspace, idp: Oidc, wrong: dict[str, str], words: str
) -> None:
    owner = signed_in(uklad)
    given = form(idp, **{key: value.replace("{url}", idp.url) for key, value in wrong.items()})
    assert owner.post(f"{PAGE}provider/", given).status_code == 302
    tried = owner.post(f"{PAGE}provider/check/").content.decode()
    assert words in tried


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "no address"}, "It begins with https://"),
        ({"url": "https://id.example/?x=1"}, "It begins with https://"),
        ({"domains": "uklad"}, "is no domain"),
        ({"domains": " , "}, "is no domain"),
        ({"secret": ""}, "Fill this in"),
        ({"client_id": ""}, "Fill this in"),
    ],
)
def test_what_is_filled_in_wrongly_is_said_and_kept(
    uklad: Workspace, idp: Oidc, wrong: dict[str, str], words: str
) -> None:
    answer = signed_in(uklad).post(f"{PAGE}provider/", form(idp, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "By Uklad" in answer.content.decode()
    assert not Issuer.objects.exists()


def test_only_an_owner_decides_who_vouches(uklad: Workspace, idp: Oidc) -> None:
    administrator = signed_in(uklad, Role.ADMINISTRATOR)
    assert "Only an owner changes this" in administrator.get(PAGE).content.decode()
    assert administrator.post(f"{PAGE}provider/", form(idp)).status_code == 403
    assert signed_in(uklad, Role.MANAGER, "ilya").get(PAGE).status_code == 403


def test_beside_another_workspace_it_is_the_operators(uklad: Workspace, idp: Oidc) -> None:
    owner = signed_in(uklad)
    actions.create_workspace(name="Рябина", slug="ryabina")
    assert "nitka issuer set" in owner.get(PAGE).content.decode()
    for door in ("provider/", "provider/check/", "provider/removal/"):
        assert owner.post(f"{PAGE}{door}", form(idp)).status_code == 403
    assert not Issuer.objects.exists()


def test_what_the_operator_set_is_the_operators(uklad: Workspace, idp: Oidc) -> None:
    switched_on(idp, by_operator=True)
    assert signed_in(uklad).post(f"{PAGE}provider/removal/").status_code == 403
    assert Issuer.objects.exists()


def test_a_role_that_needs_a_second_step_is_led_to_it_before_anything_else(uklad: Workspace) -> None:
    vera, ilya = signed_in(uklad, Role.AGENT), signed_in(uklad, Role.MANAGER, "ilya")
    asked(uklad, roles=frozenset({"agent"}))
    led = vera.get("/w/uklad/inbox/?view=all")
    assert led["Location"] == "/w/uklad/second-step/?next=%2Fw%2Fuklad%2Finbox%2F%3Fview%3Dall"
    door = vera.get(led["Location"]).content.decode()
    assert "asks for a second step" in door
    for way in ("/accounts/2fa/app/", "/accounts/passkeys/new/", "/accounts/logout/"):
        assert way in door
    assert "Русский" in door
    assert vera.post(led["Location"], {"language": "ru"})["Location"] == led["Location"]
    assert "просит второй шаг" in vera.get(led["Location"]).content.decode()
    assert vera.post("/w/uklad/me/theme/", {"theme": "dark"}).status_code == 302
    assert vera.get("/w/uklad/stream", headers={"Sec-Fetch-Mode": "cors"}).status_code == 403
    part = vera.get("/w/uklad/inbox/", headers={"Nitka-Part": "rows"})
    assert (part.status_code, part["Nitka-Location"]) == (204, "/w/uklad/second-step/")
    assert ilya.get("/w/uklad/me/").status_code == 200
    TOTP.activate(User.objects.get(email="vera@uklad.example"), generate_totp_secret())
    with in_workspace(uklad.pk):
        assert not Member.objects.get(name="Vera").user.second_step, "written by what allauth says, below"


def test_who_sets_one_up_goes_on_and_who_takes_it_away_is_led_again(uklad: Workspace) -> None:
    vera = signed_in(uklad, Role.AGENT)
    asked(uklad, roles=frozenset({"agent"}))
    assert vera.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    secret = vera.get("/accounts/2fa/app/").context["form"].secret
    assert vera.post("/accounts/2fa/app/", {"code": code_of(secret)}).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    assert vera.get("/w/uklad/me/").status_code == 200
    assert vera.get("/w/uklad/second-step/")["Location"] == "/w/uklad/"
    vera.post("/accounts/2fa/app/off/")
    assert vera.get("/w/uklad/me/")["Location"].startswith("/w/uklad/second-step/")


def test_until_the_day_one_is_only_reminded(uklad: Workspace) -> None:
    vera = signed_in(uklad, Role.AGENT)
    asked(uklad, roles=frozenset({"agent"}), since=(clock.now() + timedelta(days=2)).date())
    assert "you need a second step" in vera.get("/", follow=True).content.decode()
    assert vera.get("/w/uklad/second-step/").status_code == 200
    asked(uklad, roles=frozenset({"agent"}), since=(clock.now() - timedelta(days=1)).date())
    assert vera.get("/w/uklad/me/").status_code == 302


def test_keys_of_the_api_go_on_working(uklad: Workspace) -> None:
    signed_in(uklad, Role.AGENT)
    with in_workspace(uklad.pk):
        vera = Member.objects.get()
    secret = actions.create_token(workspace=uklad, name="bot", member=vera)[1]
    asked(uklad, roles=frozenset({"agent"}))
    answer = Client().get("/api/v1/conversations", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200


def test_the_rules_are_chosen_on_the_page_and_written_down(uklad: Workspace) -> None:
    owner = signed_in(uklad)
    signed_in(uklad, Role.AGENT, "ilya")
    owner.post(f"{PAGE}rules/", {"roles": ["agent", "manager"], "since": "2027-01-15", "length": "14"})
    uklad.refresh_from_db()
    assert uklad.settings["sign_in"] == {"roles": ["agent", "manager"], "since": "2027-01-15", "length": 14}
    page = owner.get(PAGE).content.decode()
    assert "1 of them has none yet: Ilya" in page
    assert "no second step" in owner.get("/w/uklad/settings/members/").content.decode()
    audit = owner.get("/w/uklad/settings/audit/").content.decode()
    assert "Changed what sign-in asks for" in audit
    assert "2027-01-15, 14" in audit
    for wrong in ({"length": "7"}, {"length": "65"}, {"length": ""}, {"length": "14", "roles": "boss"},
                  {"length": "14", "since": "soon"}):  # fmt: skip
        assert owner.post(f"{PAGE}rules/", wrong).status_code == 422
    uklad.refresh_from_db()
    assert uklad.settings["sign_in"]["length"] == 14


def test_the_strictest_workspace_of_a_person_says_how_long_a_password_is(uklad: Workspace) -> None:
    vera = signed_in(uklad, Role.AGENT)
    strict = actions.create_workspace(name="Рябина", slug="ryabina")
    actions.create_member(workspace=strict, email="vera@uklad.example")
    asked(strict, length=16)
    new = {"current": PASSWORD, "new": "пятнадцать-букв"}
    answer = vera.post("/w/uklad/me/password/", new)
    assert answer.status_code == 422
    assert "At least 16 characters" in answer.content.decode()
    assert vera.post("/w/uklad/me/password/", new | {"new": "шестнадцать-букв"}).status_code == 302


def test_a_shorter_password_is_enough_where_the_workspace_says_so(uklad: Workspace) -> None:
    vera = signed_in(uklad, Role.AGENT)
    asked(uklad, length=8)
    assert vera.post("/w/uklad/me/password/", {"current": PASSWORD, "new": "клубок7у"}).status_code == 302
    common = vera.post("/w/uklad/me/password/", {"current": "клубок7у", "new": "password1"})
    assert "This is a common password or made of one" in common.content.decode()


def test_who_joins_needs_a_password_as_long_as_the_workspace_says(uklad: Workspace) -> None:
    from nitka.accounts import letters

    signed_in(uklad)
    asked(uklad, length=16)
    with in_workspace(uklad.pk):
        made = actions.invite(by=Member.objects.get(role="owner"))
    path = "/" + letters.link(made).split("/", 3)[3]
    join = {"name": "Marat", "email": "marat@uklad.example", "password": PASSWORD}
    answer = Client(headers={"Accept-Language": "en"}).post(path, join)
    assert "At least 16 characters, and not a common one" in answer.content.decode()
    assert answer.status_code == 422
    assert Client().post(path, join | {"password": "шестнадцать-букв"}).status_code == 302


def test_the_page_asks_a_fixed_number_of_questions(uklad: Workspace) -> None:
    owner = signed_in(uklad)
    asked(uklad, roles=frozenset({"agent"}))
    owner.get(PAGE)
    counts = []
    for n in (1, 5):
        for i in range(n):
            signed_in(uklad, Role.AGENT, f"agent{n}-{i}")
        with CaptureQueriesContext(connection) as asked_for:
            owner.get(PAGE)
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 22


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
