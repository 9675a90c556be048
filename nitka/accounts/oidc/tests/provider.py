"""An OpenID Connect provider over real HTTP: discovery, keys, authorize, token, userinfo; it checks PKCE and secret."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from nitka.kit.outside.tests.codes import Codes
from nitka.kit.outside.tests.serving import Stranger, once
from nitka.kit.tests.listening import listening

SECRET = "сезам:/=&"


class Oidc:
    """What it knows. `claims` go into the ID token as they are; None takes one out."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"email": "vera@uklad.example", "email_verified": True, "name": "Вера Климова"}
        self.subject = "248289761001"
        self.userinfo: dict[str, Any] = {}
        self.settings: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.codes = Codes()
        self.paths: list[str] = []
        self.algorithm = "RS256"
        self.down = False
        self.url = ""
        self.new_key("first")

    def new_key(self, name: str, *, told: bool = True) -> None:
        """Sign with another key from now on; `told` puts it among the published ones."""
        self.key, self.kid = rsa.generate_private_key(public_exponent=65537, key_size=2048), name
        if told:
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            self.published = [{**public, "kid": name, "use": "sig", "alg": "RS256"}]

    def discovery(self) -> dict[str, Any]:
        """The document."""
        here = {name: f"{self.url}/{path}" for name, path in _ENDPOINTS.items()}
        return {"issuer": self.url, **here, "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"], **self.settings}  # fmt: skip

    def authorize(self, query: str) -> str:
        """The person has signed in: where their browser goes next."""
        asked = once(query)
        assert {"openid", "email"} <= set(asked["scope"].split())
        assert len(asked["nonce"]) > 20
        self.asked.append(asked)
        return f"{asked['redirect_uri']}?{urlencode(self.codes.give(asked))}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        if authorization:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            form = {**form, "client_id": unquote(pair[0]), "client_secret": unquote(pair[2])}
        if (form.get("client_id"), form.get("client_secret")) != ("nitka", SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.take(form)
        if asked is None:
            return 400, {"error": "invalid_grant", "error_description": "Code not valid"}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        """Signed, unless it is to be wrong."""
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self.url, "sub": self.subject, "aud": "nitka", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "auth_time": now if "max_age" in asked else None}
        claims = {key: value for key, value in (claims | self.claims).items() if value is not None}
        if self.algorithm != "RS256":
            anybodys = "what anybody may sign with, long enough" if self.algorithm == "HS256" else None
            return jwt.encode(claims, anybodys, algorithm=self.algorithm, headers={"kid": self.kid})
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid})


_ENDPOINTS = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}


@contextmanager
def provider() -> Iterator[Oidc]:
    """A running one."""
    made = Oidc()

    class Handler(Stranger):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            made.paths.append(path.path)
            if made.down:
                self.answer(503, {"error": "down"})
            elif path.path == "/.well-known/openid-configuration":
                self.answer(200, made.discovery())
            elif path.path == "/keys":
                self.answer(200, {"keys": made.published})
            elif path.path == "/authorize":
                self.lead(made.authorize(path.query))
            elif path.path == "/userinfo" and self.headers["Authorization"] == "Bearer at":
                self.answer(200, {"sub": made.subject, **made.userinfo})
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            made.paths.append(self.path)
            form = self.form()
            self.answer(*(made.token(form, self.headers.get("Authorization", "")) if not made.down else (503, {})))

    with listening(Handler) as made.url:
        yield made
