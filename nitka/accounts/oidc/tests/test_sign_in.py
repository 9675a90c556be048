"""Who gets in by the company's provider, over real HTTP, and who does not."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from nitka.accounts import actions
from nitka.accounts.models import AuditEntry, Invitation, Issuer, Member, User, Workspace
from nitka.accounts.oidc.tests.conftest import PASSWORD, Person, switched_on
from nitka.accounts.oidc.tests.provider import Oidc
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db


def invited(workspace: Workspace, email: str = "vera@uklad.example", role: str = "manager") -> None:
    with in_workspace(workspace.pk):
        actions.invite(by=Member.objects.get(role="owner"), role=role, email=email)


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_who_is_invited_comes_in_and_is_who_they_were_invited_as(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    assert person.sign_in()["Location"] == "/"
    assert person.is_in
    with in_workspace(uklad.pk):
        vera = Member.objects.select_related("user").get(user__email="vera@uklad.example")
        assert (vera.name, vera.role) == ("Вера Климова", "manager")
        assert not vera.user.has_usable_password()
        assert Invitation.objects.get().accepted_at
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
        assert {"issuer.linked", "sign_in.done", "invitation.accepted"} <= verbs
    again = Person()
    assert again.sign_in(next="/w/uklad/settings/members/")["Location"] == "/w/uklad/settings/members/"
    assert SocialAccount.objects.count() == 1
    assert SocialAccount.objects.get().extra_data == {"email": "vera@uklad.example"}


def test_a_link_holds_when_the_address_changes(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    idp.claims["email"] = "vera.klimova@uklad.example"
    again = Person()
    again.sign_in()
    assert again.is_in
    assert User.objects.filter(email__startswith="vera").count() == 1


def test_an_account_with_a_password_is_linked_only_by_who_knows_it(
    uklad: Workspace, idp: Oidc, person: Person
) -> None:
    actions.create_member(workspace=uklad, email="vera@uklad.example", password=PASSWORD)
    refused = person.sign_in()
    assert refused.status_code == 401
    assert "Sign in as you did before" in said(refused)
    assert not SocialAccount.objects.exists()
    vera = Person()
    vera.client.post("/accounts/login/", {"login": "vera@uklad.example", "password": PASSWORD})
    to_confirm = vera.client.post("/accounts/company/link/")
    assert to_confirm["Location"].startswith("/accounts/reauthenticate/")
    resumed = vera.client.post(to_confirm["Location"], {"password": PASSWORD})
    linked = vera.client.get(vera.back(resumed.context["url"]), follow=True)
    assert "vera@uklad.example" in said(linked)
    assert "Linked" in said(linked)
    person.sign_in()
    assert person.is_in


def test_the_second_step_is_asked_for_all_the_same(uklad: Workspace, idp: Oidc, person: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    invited(uklad)
    person.sign_in()
    TOTP.activate(User.objects.get(email="vera@uklad.example"), generate_totp_secret())
    again = Person()
    assert again.sign_in()["Location"].startswith("/accounts/2fa/")
    assert not again.is_in


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"nonce": "another"}, "does not belong to this sign-in"),
        ({"nonce": None}, "does not belong to this sign-in"),
        ({"iss": "http://127.0.0.1:1"}, "calls itself by another address"),
        ({"aud": "somebody"}, "meant for somebody else"),
        ({"aud": ["nitka", "other"], "azp": "other"}, "meant for somebody else"),
        ({"exp": 1_000_000_000}, "too old"),
        ({"sub": None}, "cannot be read"),
        ({"email_verified": False}, "does not say that your address is verified"),
        ({"email_verified": None}, "does not say whether your address is verified"),
        ({"email": None}, "does not say that your address is verified"),
        ({"email": "vera@evil.example"}, "of this domain do not sign in this way"),
        ({"email": "vera@uklad.example.evil.example"}, "of this domain do not sign in this way"),
        ({"email": "stranger@uklad.example"}, "Nobody with this address works here"),
    ],
)
def test_what_the_provider_says_is_not_enough(
    uklad: Workspace, idp: Oidc, person: Person, claims: dict[str, object], words: str
) -> None:
    invited(uklad)
    idp.claims |= claims
    answer = person.sign_in()
    assert answer.status_code == 401
    assert words in said(answer)
    assert not person.is_in
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_provider_that_is_silent_on_addresses_is_believed_only_when_told_so(
    uklad: Workspace, idp: Oidc, person: Person
) -> None:
    invited(uklad)
    switched_on(idp, believes_silence=True)
    for claim in (False, "false", "perhaps"):
        idp.claims["email_verified"] = claim
        assert person.sign_in().status_code == 401
    idp.claims["email_verified"] = None
    person.sign_in()
    assert person.is_in
    with in_workspace(uklad.pk):
        assert AuditEntry.objects.filter(verb="issuer.believes").count() == 1


def test_a_signature_by_another_key_is_nothing(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    idp.new_key("first", told=False)
    assert "signature is wrong" in said(person.sign_in())
    assert not person.is_in


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_sign_is_nothing(
    uklad: Workspace, idp: Oidc, person: Person, algorithm: str
) -> None:
    invited(uklad)
    idp.algorithm = algorithm
    assert "signature is wrong" in said(person.sign_in())
    assert not person.is_in


def test_a_new_key_is_fetched_when_it_is_first_seen(
    uklad: Workspace, idp: Oidc, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(uklad)
    person.sign_in()
    idp.new_key("second")
    monkeypatch.setattr("nitka.accounts.oidc.discovery.REREAD", 0.0)
    again = Person()
    again.sign_in()
    assert again.is_in


def test_an_address_may_be_told_by_userinfo_only(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    idp.userinfo = {"email": "vera@uklad.example", "email_verified": True, "name": "Вера"}
    idp.settings["userinfo_endpoint"] = f"{idp.url}/userinfo"
    idp.claims = {}
    person.sign_in()
    assert person.is_in


def test_userinfo_of_another_person_is_nothing(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    idp.userinfo = {"email": "vera@uklad.example", "email_verified": True, "sub": "another"}
    idp.settings["userinfo_endpoint"] = f"{idp.url}/userinfo"
    idp.claims = {}
    assert "cannot be read" in said(person.sign_in())


def test_the_secret_goes_in_a_header_where_the_provider_wants_it(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    idp.settings["token_endpoint_auth_methods_supported"] = ["client_secret_basic"]
    person.sign_in()
    assert person.is_in


def test_a_provider_that_is_down_is_said_in_words_and_passwords_go_on(
    uklad: Workspace, idp: Oidc, person: Person
) -> None:
    idp.down = True
    answer = person.client.post("/accounts/company/")
    assert answer.status_code == 502
    assert "page of settings is not there" in said(answer)
    person.client.post("/accounts/login/", {"login": "olga@uklad.example", "password": PASSWORD})
    assert person.is_in


def test_a_provider_that_goes_down_in_between(uklad: Workspace, idp: Oidc, person: Person) -> None:
    url = person.back(person.away())
    idp.down = True
    assert person.client.get(url).status_code == 401
    assert not person.is_in


def test_an_answer_counts_once_and_only_in_the_browser_that_began(
    uklad: Workspace, idp: Oidc, person: Person
) -> None:
    invited(uklad)
    url = person.back(person.away())
    stranger = Client(headers={"Accept-Language": "en"})
    assert "has run out" in said(stranger.get(url))
    person.client.get(url)
    assert person.is_in
    assert "has run out" in said(person.client.get(url))
    assert stranger.get("/w/uklad/me/").status_code == 302


def test_who_changes_their_mind_there_is_told_so(uklad: Workspace, idp: Oidc, person: Person) -> None:
    person.away()
    state = person.client.session["socialaccount_states"].popitem()[0]
    answer = person.client.get("/accounts/company/callback/", {"error": "access_denied", "state": state})
    assert "You did not sign in at the provider" in said(answer)


def test_nobody_is_led_to_a_page_of_somebody_elses(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    assert person.sign_in(next="https://evil.example/")["Location"] == "/"
    assert Person().sign_in(next="//evil.example/")["Location"] == "/"


def test_an_invitation_that_has_run_out_lets_nobody_in(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    with in_workspace(uklad.pk):
        Invitation.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert person.sign_in().status_code == 401


def test_who_was_deactivated_finds_no_workspace(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    with in_workspace(uklad.pk):
        actions.deactivate(member=Member.objects.get(user__email="vera@uklad.example"), by=None)
    again = Person()
    again.sign_in()
    assert again.client.get("/w/uklad/me/").status_code == 404


def test_another_issuer_knows_nobody_by_the_old_ones_names(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    User.objects.filter(email="vera@uklad.example").update(password="x")  # she has a password by now
    with in_workspace(uklad.pk):
        switched_on(idp, url="http://127.0.0.1:9/other")
        switched_on(idp)
    assert not SocialAccount.objects.exists()
    vera = User.objects.get(email="vera@uklad.example")
    vera.set_password(PASSWORD)
    vera.save()
    assert Person().sign_in().status_code == 401


def test_a_second_workspace_takes_the_first_ones_word_out_of_force(
    uklad: Workspace, idp: Oidc, person: Person
) -> None:
    """Else whoever owns one company could sign in as a member of another."""
    invited(uklad)
    ryabina = actions.create_workspace(name="Рябина", slug="ryabina")
    assert person.client.post("/accounts/company/").status_code == 404
    assert "By Uklad" not in said(person.client.get("/accounts/login/"))
    switched_on(idp, by_operator=True)
    assert "By Uklad" in said(person.client.get("/accounts/login/"))
    actions.create_member(workspace=ryabina, email="boss@ryabina.example", role="owner", password=PASSWORD)
    idp.claims["email"] = "boss@ryabina.example"
    assert person.sign_in().status_code == 401


def test_unlinking_needs_another_way_in(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    key = SocialAccount.objects.get().pk
    assert "Unlink" in said(person.client.get("/w/uklad/me/security/"))
    kept = person.client.post(f"/accounts/company/links/{key}/removal/", follow=True)
    assert "Set a password first" in said(kept)
    vera = User.objects.get(email="vera@uklad.example")
    vera.set_password(PASSWORD)
    vera.save()
    person.client.force_login(vera)
    ask = person.client.post(f"/accounts/company/links/{key}/removal/")
    assert ask["Location"].startswith("/accounts/reauthenticate/")
    person.client.post(ask["Location"], {"password": PASSWORD})
    assert not SocialAccount.objects.exists()


def test_who_has_no_password_can_have_one_by_a_letter(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    assert "/accounts/password/reset/" in said(person.client.get("/w/uklad/me/"))
    assert person.client.get("/accounts/password/reset/").status_code == 200
    person.client.post("/accounts/password/reset/", {"email": "vera@uklad.example"})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    fresh = Client()
    form = fresh.get(fresh.get("/" + link.split("/", 3)[3])["Location"])
    fresh.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    signed = Person()
    signed.client.post("/accounts/login/", {"login": "vera@uklad.example", "password": PASSWORD})
    assert signed.is_in


def test_a_link_of_somebody_elses_is_not_found(uklad: Workspace, idp: Oidc, person: Person) -> None:
    invited(uklad)
    person.sign_in()
    key = SocialAccount.objects.get().pk
    olga = Person()
    olga.client.post("/accounts/login/", {"login": "olga@uklad.example", "password": PASSWORD})
    olga.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert olga.client.post(f"/accounts/company/links/{key}/removal/").status_code == 404
    linking = olga.client.get(olga.back(olga.away("/accounts/company/link/")))
    assert "linked with another person here" in said(linking)


def test_the_secret_is_sealed_at_rest(uklad: Workspace) -> None:
    held = Issuer.objects.get()
    assert "сезам" not in held.sealed
    assert held.secret.startswith("сезам")


def test_without_a_provider_there_is_no_door(db: None) -> None:
    actions.create_workspace(name="Уклад", slug="uklad")
    assert Client().post("/accounts/company/").status_code == 404
    assert Client().get("/accounts/company/callback/").status_code == 404
