"""Letters of customers as they come: Russian and English, replies with quotations, attachments, 7 KiB in the median."""

import random
from base64 import encodebytes
from dataclasses import dataclass
from email.utils import formatdate

from nitka.kit import clock

SHARE_REPLIES = 0.35
SHARE_FILES = 0.1
_RU = """датчик под раковиной молчит третий день батарейку поменяли журнал хаба прикладываем подскажите что делать
дальше кран не открывается приложение пишет ошибку когда приедет мастер спасибо большое"""
_EN = """the sensor under the sink is silent since three days we changed its battery here is the log of the hub please
tell us what to do next the valve does not open and the app shows an error thank you"""
_WORDS = {"ru": _RU.split(), "en": _EN.split()}
_WROTE = {
    "ru": "вт, 24 нояб. 2026 г. в 12:31, Вера Климова &lt;support@uklad.example&gt;:",
    "en": "On Tue, Nov 24, 2026 at 12:31 PM Vera Klimova &lt;support@uklad.example&gt; wrote:",
}


@dataclass(frozen=True)
class Letter:
    """One letter of the load; `answers` is the Message-ID of the earlier letter it goes on from."""

    id: str
    sender: str
    answers: str
    data: bytes


def letters(count: int, customers: int, seed: int = 1) -> list[Letter]:
    """`count` letters of `customers` people. Answers follow the letters they answer."""
    chance = random.Random(seed)  # noqa: S311 - a load, no secret
    made: list[Letter] = []
    last: dict[str, str] = {}
    for number in range(count):
        sender = f"customer{chance.randrange(customers)}@example.org"
        answers = last.get(sender, "") if chance.random() < SHARE_REPLIES / (1 - SHARE_REPLIES) else ""
        name = f"{number}.{seed}@example.org"
        made.append(Letter(name, sender, answers, _data(chance, name, sender, answers)))
        last[sender] = name
    return made


def _data(chance: random.Random, name: str, sender: str, answers: str) -> bytes:
    language = chance.choice(("ru", "en"))
    size = min(8_000, int(chance.lognormvariate(7.15, 0.6)))
    text = _text(chance, language, size)
    quoted = _text(chance, language, 500)
    wrote = _WROTE[language]
    plain = text + (f"\r\n\r\n{wrote.replace('&lt;', '<').replace('&gt;', '>')}\r\n\r\n> {quoted}" if answers else "")
    html = f"<html><body><div dir=ltr>{text.replace(chr(10), '<br>')}</div>"
    if answers:
        html += f"<div class=gmail_quote><div class=gmail_attr>{wrote}<br></div><blockquote>{quoted}</blockquote></div>"
    body = _multi("alternative", [_part("plain", plain), _part("html", html + "</body></html>")])
    if chance.random() < SHARE_FILES:
        picture = b"\xff\xd8\xff\xe0" + chance.randbytes(chance.randrange(5_000, 60_000))
        file = (
            b'Content-Type: image/jpeg; name="photo.jpg"\r\nContent-Disposition: attachment; filename="photo.jpg"\r\n'
        )
        file += b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(picture).replace(b"\n", b"\r\n")
        body = _multi("mixed", [body, file])
    fields = [
        f"Received: from mx.example.org by mail.example.org; {formatdate(clock.now().timestamp())}",
        f"From: Anna Sokolova <{sender}>",
        "To: support@uklad.example",
        f"Subject: {'Re: ' if answers else ''}Leak sensor",
        f"Date: {formatdate(clock.now().timestamp())}",
        f"Message-ID: <{name}>",
        "MIME-Version: 1.0",
    ]
    if answers:
        fields += [f"In-Reply-To: <{answers}>", f"References: <{answers}>"]
    return "\r\n".join(fields).encode() + b"\r\n" + body


def _text(chance: random.Random, language: str, size: int) -> str:
    words = chance.choices(_WORDS[language], k=max(3, size // 7))
    return "\r\n".join(" ".join(words[at : at + 11]) for at in range(0, len(words), 11))


def _part(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return head + encodebytes(text.encode()).replace(b"\n", b"\r\n")


def _multi(kind: str, parts: list[bytes]) -> bytes:
    mark = f"--{kind}-part".encode()
    inside = b"".join(mark + b"\r\n" + part.rstrip(b"\r\n") + b"\r\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{kind}-part"\r\n\r\n'.encode() + inside + mark + b"--\r\n"
