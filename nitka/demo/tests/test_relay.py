"""What the demo's relay shows of a letter."""

from email.message import EmailMessage
from pathlib import Path

from nitka.channels.email.smtp import Envelope
from nitka.demo import relay

PNG = b"\x89PNG\r\n\x1a\n"


def test_pictures_that_came_along_are_shown_in_their_places(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = "How did we do?"
    letter.set_content("plain")
    letter.add_alternative('<html><head></head><img src="cid:logo@nitka"><img src="cid:none"></html>', subtype="html")
    letter.get_payload()[1].add_related(PNG, "image", "png", cid="<logo@nitka>")  # type: ignore[union-attr,index]
    relay.keep(tmp_path, Envelope("", ["anna@customer.example"], letter.as_bytes()))
    (kept,) = relay.letters(tmp_path)
    assert '<img src="data:image/png;base64,iVBORw0KGgo=">' in kept.html()
    assert '<img src="cid:none">' in kept.html()
    assert (kept.to, kept.subject) == ("anna@customer.example", "How did we do?")
