"""Colours that a company may take for its own, and how any colour reads, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.kit.contrast import TEXT, WHITE, ink_on, ratio
from nitka.ui import words

COLOURS = (
    ("#304bb1", gettext_lazy("Indigo")),
    ("#00609c", gettext_lazy("Sea")),
    ("#096a3c", gettext_lazy("Pine")),
    ("#824500", gettext_lazy("Ochre")),
    ("#97200f", gettext_lazy("Brick")),
    ("#87256f", gettext_lazy("Plum")),
)
DARK = "#1e1f24"  # a dark page's ground
SEEN = 1.5  # below it a button has no edge; the text on it still reads


def reads(colour: str) -> tuple[bool, str]:
    """Whether a button of this colour is safe on a light and on a dark page, and why or why not."""
    ink = ink_on(colour)
    text = _("White text on it reads") if ink == WHITE else _("Text on it will be black: white could not be read")
    measured = _("contrast %(n)s, at least %(least)s is needed")
    said = [f"{text}, " + measured % {"n": _number(ratio(ink, colour)), "least": _number(TEXT)}]
    faults = [fault for ground, fault in _grounds() if ratio(colour, ground) < SEEN]
    return not faults, ". ".join([*said, *faults])


def _grounds() -> tuple[tuple[str, str], ...]:
    return (
        (WHITE, _("On a light page the button is hardly seen")),
        (DARK, _("On a dark page the button is hardly seen")),
    )


def _number(value: float) -> str:
    return words.figure(value, 1)
