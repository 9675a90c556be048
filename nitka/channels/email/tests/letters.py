"""Letters and channels for tests."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from nitka.channels.contract import ChannelInfo, Identity, Outbound, Parsed
from nitka.channels.email.parse import read_letter

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def channel(**settings) -> ChannelInfo:
    return ChannelInfo(
        UUID(int=1),
        UUID(int=2),
        brand="Уклад",
        language="ru",
        key=b"k" * 32,
        settings={"address": "support@uklad.example", **settings},
    )


def outbound(**fields) -> Outbound:
    given = {
        "id": uuid4(),
        "to": Identity("email", "anna@example.org", "Анна Соколова"),
        "at": AT,
        "text": "Анна, здравствуйте.",
        "subject": "Датчик",
        "author": "Вера Климова",
        **fields,
    }
    return Outbound(**given)


def raw(*lines: str, body: str = "x", **headers: str) -> bytes:
    fields = {
        "From": "anna@example.org",
        "To": "support@uklad.example",
        "Subject": "Sensor",
        "Date": "Tue, 24 Nov 2026 12:31:00 +0300",
        "Message-ID": "<1@example.org>",
        **headers,
    }
    head = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value] + list(lines)
    return ("\r\n".join([*head, "", body]) + "\r\n").encode()


def read(letter: bytes, **envelope) -> list[Parsed]:
    return read_letter(letter, envelope, AT, channel())
