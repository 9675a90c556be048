"""A provider over real HTTP: consent, codes with PKCE, tokens that change with each renewal."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

USER = "help@uklad.example"


class Provider:
    """What it remembers. `lasts`: seconds of an access token; `revoked`: the owner has changed their mind."""

    def __init__(self, user: str = USER) -> None:
        self.user, self.lasts, self.revoked = user, 3600, False
        self.codes: dict[str, dict[str, str]] = {}
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
        asked = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

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
        asked = self.codes.pop(form["code"], None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        return bool(
            asked and asked["code_challenge"] == digest.rstrip("=") and asked["redirect_uri"] == form["redirect_uri"]
        )


@contextmanager
def provider(user: str = USER) -> Iterator[Provider]:
    """A running one."""
    made = Provider(user)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*made.token({key: values[0] for key, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            path = urlsplit(self.path)
            if path.path == "/authorize":  # the owner says yes at once
                back = made.consents(self.path)
                redirect = parse_qs(path.query)["redirect_uri"][0]
                self.send_response(302)
                self.send_header("Location", f"{redirect}?{urlencode(back)}")
                self.end_headers()
                return
            token = path.path.removeprefix("/who/").partition("&")[0]  # Dovecot adds its own name
            self._answer(200, {"active": "true", "email": made.user} if token in made.access else {"active": "false"})

        def _answer(self, status: int, data: dict[str, Any]) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
