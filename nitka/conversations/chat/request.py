"""One request to a door: whose it is, in what language, from where; and its refusals."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from nitka.channels.queries import Known
from nitka.conversations.chat import sessions
from nitka.conversations.chat.words import choose, say
from nitka.kit.asgi import bodies, origins
from nitka.kit.asgi.answers import Problem
from nitka.kit.asgi.proxied import client_of
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.types import Receive, Scope

JSON_LIMIT = 256 * 1024


class Request:
    """What a door needs to know of a request."""

    channel: Known
    session: UUID

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.origin = origins.origin(scope)
        self.query: dict[str, list[str]] = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        self.language = choose(self.asked("lang"), self.header(b"accept-language"))

    def header(self, name: bytes) -> str:
        """A header or an empty string."""
        return bodies.header(self.scope, name)

    def asked(self, name: str) -> str:
        """A parameter of the query or an empty string."""
        return self.query.get(name, [""])[0]

    def problem(self, status: int, code: str, words: str, n: object = "", wait: float = 0) -> Problem:
        """A refusal in the reader's language."""
        return Problem(status, code, say(words, self.language, n), retry_after=wait)

    @property
    def address(self) -> str:
        """Where it comes from."""
        return client_of(self.scope)

    def check_origin(self) -> None:
        """A channel may name the sites it works on."""
        allowed = self.channel.info.settings.get("origins") or []
        if self.origin and allowed and self.origin not in (*allowed, origins.ours(self.scope)):
            raise self.problem(403, "origin", "origin")

    def sign_in(self) -> None:
        """Take the session of the Authorization header, or refuse."""
        scheme, _, given = self.header(b"authorization").partition(" ")
        session = sessions.read(self.channel.id, given.strip()) if scheme.lower() == "bearer" else None
        if session is None:
            raise self.problem(401, "session", "session")
        self.session = session

    def limit(self, rate: Rate, key: object, cost: float = 1) -> None:
        """Refuse with Retry-After when the bucket is empty."""
        wait = rate.take(str(key), cost)
        if wait:
            raise self.problem(429, "rate", "rate", n=max(1, round(wait + 0.5)), wait=wait)

    async def json(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one is {}."""
        body = await bodies.read(self.scope, self.receive, JSON_LIMIT)
        if not body.strip():
            return {}
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            raise self.problem(400, "bad_request", "json") from None
        if not isinstance(data, dict):
            raise self.problem(422, "invalid", "json")
        return data
