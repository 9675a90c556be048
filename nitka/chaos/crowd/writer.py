"""Somebody who writes letters, by SMTP or, as a mail server of the company would, by LMTP."""

from __future__ import annotations

import smtplib
from random import Random

from nitka.chaos.crowd.sender import Sender

PATIENCE = 8.0
LARGE = 300_000  # bytes; above what lies in a row, so that it becomes a file


class Writer(Sender):
    """One address. `where`: a port of 127.0.0.1 or the path of a socket."""

    kind = "mail"

    def __init__(self, name: str, random: Random, pause: float, where: int | str, to: str) -> None:
        super().__init__(name, random, pause)
        self.where, self.to = where, to
        self.address = f"{name}@customers.example"

    def attempt(self, key: str) -> bool:
        try:
            with self._connected() as smtp:
                return not smtp.sendmail(self.address, [self.to], self.letter(key))
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            self._judge(min(codes), str(error.recipients))
        except smtplib.SMTPResponseException as error:
            self._judge(error.smtp_code, str(error.smtp_error))
        except (OSError, smtplib.SMTPException):
            pass
        return False

    def letter(self, key: str) -> bytes:
        """The same bytes for the same key."""
        head = (
            f"From: {self.address}\r\nTo: {self.to}\r\nSubject: Order {key[:8]}\r\nMessage-ID: {message_id(key)}\r\n"
            "Date: Sun, 29 Nov 2026 10:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        )
        large = int(key[0], 16) == 0
        body = "The order has not come.\r\n" + ("x" * 70 + "\r\n") * (LARGE // 72 if large else 1)
        return (head + body).encode()

    def _connected(self) -> smtplib.SMTP:
        if isinstance(self.where, int):
            return smtplib.SMTP("127.0.0.1", self.where, "chaos.invalid", timeout=PATIENCE)
        return smtplib.LMTP(self.where, local_hostname="chaos.invalid", timeout=PATIENCE)

    def _judge(self, code: int, said: str) -> None:
        if code >= 500:
            self.refuse(f"{code} {said}")


def message_id(key: str) -> str:
    """The Message-ID of a letter."""
    return f"<{key}@customers.example>"
