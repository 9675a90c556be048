"""A customer with a mail program: writes by their server, reads by IMAP, and sees threads as the program does."""

import re
import smtplib
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import formatdate, make_msgid
from typing import Any

from nitka.cli.tests.house import within
from tests.mail.servers import Servers


class Correspondent:
    """Anna, or somebody else at customer.example."""

    def __init__(self, servers: Servers, name: str) -> None:
        self.servers, self.name = servers, name
        self.address = f"{name}@customer.example"
        self.mailbox = servers.mailbox(name)

    def write(self, to: str, subject: str, text: str, answers: EmailMessage | None = None) -> EmailMessage:
        """A letter out by the customer's server, and a copy kept, as mail programs do."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = f"{self.name.title()} <{self.address}>", to, subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="customer.example")
        if answers is not None:
            letter["In-Reply-To"] = answers["Message-ID"]
            letter["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        letter.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.servers.mx, timeout=10) as smtp:
            smtp.send_message(letter)
        self.mailbox.append("INBOX", r"\Seen", None, letter.as_bytes(policy=policy.SMTP))  # type: ignore[arg-type]
        return letter

    def letters(self) -> list[EmailMessage]:
        """All that lie there, in the order they came."""
        self.mailbox.noop()
        _, (numbers,) = self.mailbox.search(None, "ALL")
        return [self._letter(number.decode()) for number in numbers.split()]

    def received(self, containing: str, seconds: float = 20) -> EmailMessage:
        """The one letter from us with these words, once it has come."""

        def found() -> list[EmailMessage]:
            return [each for each in self.letters() if self.address in each["To"] and containing in text_of(each)]

        seen = within(seconds, found)
        assert len(seen) == 1, [each["Subject"] for each in self.letters()]
        return seen[0]

    def threads(self) -> list[set[int]]:
        """Threads as the server tells them to a mail program, by references alone: no help from subjects that agree."""
        self.mailbox.noop()
        _, (answer,) = self.mailbox.thread("REFS", "UTF-8", "ALL")
        return [{int(number) for number in re.findall(r"\d+", thread)} for thread in top_level(answer.decode())]

    def _letter(self, number: str) -> EmailMessage:
        _, answer = self.mailbox.fetch(number, "(RFC822)")
        parsed: Any = BytesParser(policy=policy.default).parsebytes(answer[0][1])  # type: ignore[index]
        letter: EmailMessage = parsed
        return letter


def top_level(answer: str) -> list[str]:
    """`(1 2 (3)(4))(5)` → its outer brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(answer):
        if letter == "(":
            start, depth = (place if not depth else start), depth + 1
        elif letter == ")":
            depth -= 1
            if not depth:
                found.append(answer[start : place + 1])
    return found


def text_of(letter: EmailMessage) -> str:
    """Its plain text."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""
