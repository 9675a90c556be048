"""Letters to members in the company's colours: a plain half and an HTML one that says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from nitka.kit.letter import inks

LOGO = "logo@nitka"


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose letter it is: a name, a colour, and a logo that is small enough to travel along."""

    name: str
    colour: str = ""
    logo: tuple[str, bytes] | None = None  # its type and bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says: a heading, paragraphs, one thing to press, a line below."""

    heading: str
    paragraphs: tuple[str, ...]
    button: tuple[str, str]  # words and address
    footer: str = ""


def write(*, to: str, brand: Brand, subject: str, said: Said) -> EmailMultiAlternatives:
    """A letter in the language at work, ready to be sent."""
    plain = "\n\n".join([*said.paragraphs, f"{said.button[0]}:\n{said.button[1]}", said.footer])
    return compose(to=to, brand=brand, subject=subject, plain=f"{plain.strip()}\n", html=html(brand, said))


def compose(
    *, to: str, brand: Brand, subject: str, plain: str, html: str, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """Both halves under the company's name, with its logo along."""
    sender = formataddr((f"{brand.name} · Nitka", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    made = EmailMultiAlternatives(subject, plain, sender, [to], headers=dict(headers or {}))
    made.attach_alternative(html, "text/html")
    if brand.logo:
        picture = MIMEImage(brand.logo[1], brand.logo[0].rpartition("/")[2])
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename=f"logo.{brand.logo[0].rpartition('/')[2]}")
        made.mixed_subtype = "related"  # type: ignore[attr-defined]
        made.attach(picture)
    return made


def html(brand: Brand, said: Said) -> str:
    """The HTML half."""
    values = {"paragraphs": said.paragraphs, "button": said.button, "footer": said.footer}
    return render_to_string("ui/letter.html", dressed(brand) | {"heading": said.heading} | values)


def dressed(brand: Brand) -> dict[str, Any]:
    """What `ui/letter.html` and those that extend it need of the company."""
    return {
        "language": get_language() or "en",
        "company": brand.name,
        "ink": inks(brand.colour),
        "logo": LOGO if brand.logo else "",
        "known": urlsplit(settings.PUBLIC_URL).netloc,
    }
