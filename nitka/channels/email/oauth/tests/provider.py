"""A provider over real HTTP: consent, codes with PKCE, tokens that change with each renewal."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from nitka.kit.outside.tests.codes import Codes
from nitka.kit.outside.tests.serving import Stranger, once
from nitka.kit.tests.listening import listening

USER = "help@uklad.example"


class Provider:
    """What it remembers. `lasts`: seconds of an access token; `revoked`: the owner has changed their mind."""

    def __init__(self, user: str = USER) -> None:
        self.user, self.lasts, self.revoked = user, 3600, False
        self.codes = Codes()
        self.refresh = ""
        self.access: set[str] = set()
        self.renewals = 0
        self.lock = threading.Lock()
        self.url = ""

    def settings(self, provider: str = "google", **more: Any) -> dict[str, Any]:
        """A channel's `oauth` settings that lead here."""
        here = {"authorize_url": f"{self.url}/authorize", "token_url": f"{self.url}/token"}
        return {"provider": provider, "client_id": "nitka", **here, **more}

    def consents(self, url: str) -> dict[str, str]:
        """The owner says yes: what their browser brings back."""
        return self.codes.give(once(urlsplit(url).query))

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        with self.lock:
            if form.get("client_secret") != "sesame" or form["client_id"] != "nitka":
                return 401, {"error": "invalid_client"}
            if self.revoked or not self._granted(form):
                return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            self.refresh = secrets.token_urlsafe(8)
            access = secrets.token_urlsafe(8)
            self.access.add(access)
            return 200, {"access_token": access, "refresh_token": self.refresh, "expires_in": self.lasts}

    def _granted(self, form: dict[str, str]) -> bool:
        if form["grant_type"] == "refresh_token":
            self.renewals += 1
            return form["refresh_token"] == self.refresh
        return self.codes.take(form) is not None


@contextmanager
def provider(user: str = USER) -> Iterator[Provider]:
    """A running one."""
    made = Provider(user)

    class Handler(Stranger):
        def do_POST(self) -> None:
            self.answer(*made.token(self.form()))

        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path == "/authorize":  # the owner says yes at once
                self.lead(f"{once(path.query)['redirect_uri']}?{urlencode(made.consents(self.path))}")
                return
            token = path.path.removeprefix("/who/").partition("&")[0]  # Dovecot adds its own name
            self.answer(200, {"active": "true", "email": made.user} if token in made.access else {"active": "false"})

    with listening(Handler) as made.url:
        yield made
