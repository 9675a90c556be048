"""allauth's seams for the provider: state, PKCE and the steps of sign-in are allauth's, the wire and the rules ours."""

import secrets
import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nitka.accounts import queries
from nitka.accounts.actions.issuer import PROVIDER
from nitka.accounts.models import Issuer
from nitka.accounts.oidc import entry, refusal
from nitka.accounts.oidc.discovery import Provider, discover
from nitka.accounts.oidc.tokens import Person, person, redeem
from nitka.accounts.oidc.trouble import Trouble

CONFIRM = "confirm"  # a process of our own: prove again who you are
FRESH = 300  # seconds since the provider asked for a password; `max_age` has it say when


class OidcAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One provider, as `Issuer` has it; nobody signs up."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> "CompanyProvider":
        """The company's. Raises SocialApp.DoesNotExist."""
        issuer = queries.issuer()
        if issuer is None or provider != PROVIDER:
            raise SocialApp.DoesNotExist
        return CompanyProvider(request, app=app_of(issuer))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Members come by invitation."""
        return False

    def get_requests_session(self) -> Any:
        """Nothing goes past `kit.outside`."""
        raise NotImplementedError

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """What allauth itself finds: an answer without a beginning in this browser."""
        raise ImmediateHttpResponse(refusal.page(request, Trouble("state")))


class CompanyProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """OpenID Connect with a nonce, and nothing that the address of a page could change."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "Wire":
        """Our own wire."""
        return Wire(request, self.app)

    def address(self, request: HttpRequest, *, process: str, next_url: str = "") -> str:
        """Of the provider's page, for this sign-in; state, nonce and verifier wait in the session. Raises Trouble."""
        nonce = secrets.token_urlsafe(24)
        anew = {"prompt": "login", "max_age": "0"} if process == CONFIRM else {}
        found = self.redirect(
            request, process, next_url or None, nonce=nonce, by=str(request.user.pk or ""),
            auth_params={"nonce": nonce, **anew},
        )  # fmt: skip
        return str(found["Location"])


class Wire(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """From a code to a person."""

    def __init__(self, request: HttpRequest, app: SocialApp) -> None:
        super().__init__(request, PROVIDER)
        self.app = app

    @property
    def found(self) -> Provider:
        """The provider's own settings."""
        return discover(self.app.settings["issuer"])

    @property
    def authorize_url(self) -> str:
        """Where people sign in."""
        return self.found.authorize

    @property
    def access_token_url(self) -> str:
        """Where codes are redeemed: by `redeem`."""
        return self.found.token

    basic_auth = False

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where they come back: the address we are known by, never of the Host header."""
        return callback_url()

    def redeemed(self, code: str, state: dict[str, Any]) -> Person:
        """Whom a code stands for. Raises Trouble."""
        verifier = str(state.get("pkce_code_verifier") or "")
        tokens = redeem(
            self.found, client_id=self.app.client_id, secret=self.app.secret, code=code, redirect=callback_url(),
            verifier=verifier,
        )  # fmt: skip
        return person(self.found, tokens, client_id=self.app.client_id, nonce=str(state.get("nonce") or ""))


class Callback(OAuth2CallbackView):  # type: ignore[misc]
    """Back from the provider: state first, then the code, then our rules, then allauth's further steps."""

    adapter: Wire

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in, or link."""
        provider = CompanyProvider(request, app=self.adapter.app)
        state, refused = self._get_state(request, provider)
        if refused is not None:
            return refused  # type: ignore[no-any-return]
        if "code" not in request.GET:
            raise Trouble("cancelled" if request.GET.get("error") == "access_denied" else "refused",
                          request.GET.get("error", ""))  # fmt: skip
        issuer = queries.issuer()
        if issuer is None or issuer.url != self.adapter.app.settings["issuer"]:
            raise Trouble("gone")
        who = self.adapter.redeemed(request.GET["code"], state)
        if state["process"] == AuthProcess.CONNECT:
            return _connect(request, issuer, who, state)
        if state["process"] == CONFIRM:
            return _confirm(request, issuer, who, state)
        return _sign_in(request, issuer, who, state)


def callback(request: HttpRequest, issuer: Issuer) -> HttpResponse:
    """Answer the provider's redirect. Raises Trouble."""
    view = Callback.adapter_view(Wire(request, app_of(issuer)))
    return view(request)  # type: ignore[no-any-return]


def callback_url() -> str:
    """What is registered at the provider."""
    return f"{settings.PUBLIC_URL}{reverse('oidc_callback')}"


def app_of(issuer: Issuer) -> SocialApp:
    """As allauth reads it; never saved."""
    return SocialApp(
        provider="openid_connect", provider_id=PROVIDER, name=issuer.label, client_id=issuer.client_id,
        secret=issuer.secret, settings={"issuer": issuer.url, "server_url": issuer.url, "oauth_pkce_enabled": True},
    )  # fmt: skip


def _sign_in(request: HttpRequest, issuer: Issuer, who: Person, state: dict[str, Any]) -> HttpResponse:
    user = entry.user_of(issuer, who)
    if request.user.is_authenticated:
        logout(request)  # somebody else, or they themselves: either way the next session is a new one
    record_authentication(request, user, "socialaccount", provider=PROVIDER)
    return perform_login(  # type: ignore[no-any-return]
        request, user, email_verification=None, redirect_url=state.get("next")
    )


def _confirm(request: HttpRequest, issuer: Issuer, who: Person, state: dict[str, Any]) -> HttpResponse:
    """They go on with what they were about to do."""
    if not request.user.is_authenticated or str(request.user.pk) != state.get("by"):
        raise Trouble("state")
    link = entry.linked(issuer, who)
    if link is None or link.user_id != request.user.pk:
        raise Trouble("somebody")
    if who.asked_at is None:
        raise Trouble("undated")
    if time.time() - who.asked_at > FRESH:
        raise Trouble("unasked")
    record_authentication(request, request.user, "socialaccount", provider=PROVIDER, reauthenticated=True)
    request.GET = QueryDict(urlencode({"next": state.get("next") or ""}))  # where allauth looks for what was held up
    return resume_request(request) or redirect("mfa_index")


def _connect(request: HttpRequest, issuer: Issuer, who: Person, state: dict[str, Any]) -> HttpResponse:
    if not request.user.is_authenticated or str(request.user.pk) != state.get("by"):
        raise Trouble("state")
    entry.link_to(request.user, issuer, who)
    messages.success(request, _("Linked: from now on you can sign in this way, too"))
    return redirect("mfa_index")
