"""The doors as a client knocks on them: chat, its stream, letters, the collector, the API. Nothing else is touched.

Who is told to wait (429, 503 with `Retry-After`) waits that long and knocks again.
"""

import asyncio
import json
import smtplib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

TRIES = 6
LONGEST = 60.0  # seconds that one wait may take


class Refused(RuntimeError):
    """A door said no for good; the text is its own."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the demo company gives its players: the chat's id, the mail address, tokens by agent, the shop's key."""

    chat: str
    mail: str
    tokens: Mapping[str, str]
    write_key: str
    smtp: tuple[str, int] | None = None

    @classmethod
    def read(cls, path: Path) -> "Keys":
        """Raises OSError or ValueError where there is no demo company."""
        found = json.loads(path.read_text())
        smtp = found.get("smtp")
        return cls(found["chat"], found["mail"], found["tokens"], found["write_key"], tuple(smtp) if smtp else None)


@dataclass(slots=True)
class Session:
    """A visitor's browser: its token, where its stream is, how far it has read."""

    token: str
    stream: str
    cursor: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What each call of the visitor carries."""
        return {"Authorization": f"Bearer {self.token}"}


class Doors:
    """One client for all players."""

    def __init__(self, url: str, keys: Keys) -> None:
        self.url, self.keys = url.rstrip("/"), keys
        limits = httpx.Limits(max_connections=80, max_keepalive_connections=20)
        self.client = httpx.AsyncClient(base_url=self.url, timeout=httpx.Timeout(20, pool=60), limits=limits)
        self.waits = 0

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.aclose()

    async def knock(self, method: str, path: str, **more: Any) -> Any:
        """The answer's JSON (None for none). Raises Refused; httpx.TransportError when nobody is at home for long."""
        for turn in range(1, TRIES + 1):
            try:
                answer = await self.client.request(method, path, **more)
            except httpx.TransportError:
                if turn == TRIES:
                    raise
                await asyncio.sleep(min(LONGEST, 0.5 * 2.0**turn))
                continue
            if answer.status_code not in (429, 503) or turn == TRIES:
                break
            self.waits += 1
            await asyncio.sleep(wait_of(answer.headers.get("Retry-After", ""), turn))
        if answer.is_error:
            raise Refused(f"{method} {path.partition('?')[0]}: {answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.content and "json" in answer.headers.get("Content-Type", "") else None

    # the chat

    async def open_chat(self) -> Session:
        """A browser comes to the shop."""
        made = await self.knock("POST", f"/chat/{self.keys.chat}/sessions", json={})
        return Session(made["session"], made["stream"])

    async def say(self, session: Session, key: str, text: str, language: str) -> None:
        """A message under an id of its own: sent again it is the same."""
        body = {"id": key, "text": text}
        headers = session.headers | {"Accept-Language": language}
        await self.knock("POST", f"/chat/{self.keys.chat}/messages", json=body, headers=headers)

    async def tell_contact(self, session: Session, email: str, name: str) -> None:
        """Who they are, as the widget's form says it."""
        body = {"email": email, "name": name}
        await self.knock("POST", f"/chat/{self.keys.chat}/contact", json=body, headers=session.headers)

    async def read(self, session: Session) -> dict[str, Any]:
        """What is new for the visitor, and the question about how it was, if there is one."""
        path = f"/chat/{self.keys.chat}/messages?after={session.cursor}"
        found: dict[str, Any] = await self.knock("GET", path, headers=session.headers)
        session.cursor = found["next"]
        return found

    async def hear(self, session: Session, kind: str, seconds: float) -> bool:
        """Listen to the visitor's stream until a signal of that kind; False when none came in time."""
        try:
            async with asyncio.timeout(seconds), self.client.stream(
                "GET", session.stream, timeout=httpx.Timeout(20, read=None)
            ) as answer:
                async for line in answer.aiter_lines():
                    if line.startswith("event:") and line[6:].strip() == kind:
                        return True
        except (TimeoutError, httpx.TransportError):
            pass
        renewed = await self.knock("GET", f"/chat/{self.keys.chat}/stream", headers=session.headers)
        session.stream = renewed["stream"]
        return False

    # letters

    async def post_letter(
        self, sender: str, name: str, subject: str, text: str, *, key: str, answers: str = ""
    ) -> None:
        """Hand a letter to the mail port; `key` and `answers` are Message-IDs without their brackets. Raises Refused
        where there is no port."""
        if self.keys.smtp is None:
            raise Refused("there is no SMTP port here")
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = f"{name} <{sender}>", self.keys.mail, subject
        letter["Message-ID"] = f"<{key}>"
        if answers:
            letter["In-Reply-To"] = letter["References"] = f"<{answers}>"
        letter.set_content(f"{text}\n\n--\n{name}\n")
        await asyncio.to_thread(self._post, letter)

    def _post(self, letter: EmailMessage) -> None:
        assert self.keys.smtp is not None
        for turn in range(1, TRIES + 1):
            try:
                with smtplib.SMTP(*self.keys.smtp, timeout=20) as server:
                    server.send_message(letter)
                return
            except smtplib.SMTPResponseException as refusal:
                if refusal.smtp_code >= 500 or turn == TRIES:
                    raise Refused(f"SMTP: {refusal.smtp_code} {refusal.smtp_error!r}") from None
            except OSError:
                if turn == TRIES:
                    raise Refused("SMTP: nobody listens") from None
            time.sleep(0.5 * turn)

    # the shop's events

    async def collect(self, events: list[dict[str, Any]]) -> None:
        """A batch, as the shop's server sends it."""
        await self.knock("POST", "/v1/batch", json={"batch": events}, auth=(self.keys.write_key, ""))

    # the API, as one of the agents

    async def ask(self, agent: str, method: str, path: str, body: Any = None) -> Any:
        """One call of the REST API with the agent's token."""
        headers = {"Authorization": f"Bearer {self.keys.tokens[agent]}"}
        more = {} if body is None else {"json": body}
        return await self.knock(method, f"/api/v1/{path}", headers=headers, **more)

    async def rate(self, url: str, score: int, factors: list[str], comment: str) -> None:
        """Answer the question behind a link, as the page and the widget do."""
        body = {"score": score, "factors": factors, "comment": comment}
        await self.knock("POST", url.partition("?")[0], json=body)


def key_of_letter(sender: str) -> str:
    """A Message-ID as the sender's program makes one, without its brackets."""
    return f"{uuid4()}@{sender.partition('@')[2]}"


def wait_of(header: str, turn: int) -> float:
    """Seconds that `Retry-After` asks for; longer each turn where it says nothing."""
    try:
        return min(LONGEST, max(0.05, float(header)))
    except ValueError:
        return min(LONGEST, 0.5 * 2.0**turn)
