"""Colours of a letter out of a company's one: what is written with it reads on the grounds of day and of night."""

import re

from nitka.kit.contrast import BLACK, TEXT, WHITE, ink_on, ratio

OURS = "#304bb1"
PAPER, CARD = "#f6f4f1", "#fefdfc"
PAPER_DARK, CARD_DARK = "#0f1013", "#16171b"
LOGO_BYTES = 48 * 1024  # what may travel in every letter
LOGO_TYPES = ("image/png", "image/jpeg")  # what every mail program shows
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


def inks(colour: str | None) -> dict[str, str]:
    """`name`, `link`, `button` and the text on it; `…_dark` for a dark mail program."""
    colour = (colour or "").lower()
    colour = colour if _COLOUR.match(colour) else OURS
    return {
        "name": readable(colour, PAPER),
        "name_dark": readable(colour, PAPER_DARK),
        "link": readable(colour, CARD),
        "link_dark": readable(colour, CARD_DARK),
        "button": colour,
        "button_ink": ink_on(colour),
    }


def readable(colour: str, ground: str) -> str:
    """The colour, moved towards black or white only as far as text in it needs on a ground."""
    end = BLACK if ratio(BLACK, ground) > ratio(WHITE, ground) else WHITE
    for step in range(21):
        mixed = _mixed(colour, end, step / 20)
        if ratio(mixed, ground) >= TEXT:
            return mixed
    return end


def _mixed(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
