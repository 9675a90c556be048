from hypothesis import given
from hypothesis import strategies as st

from nitka.kit.contrast import TEXT, ratio
from nitka.kit.letter import CARD, CARD_DARK, OURS, PAPER, PAPER_DARK, inks

GROUNDS = {"name": PAPER, "name_dark": PAPER_DARK, "link": CARD, "link_dark": CARD_DARK}


@given(st.integers(0, 0xFFFFFF))
def test_whatever_the_colour_what_is_written_with_it_reads(number):
    found = inks(f"#{number:06x}")
    for name, ground in GROUNDS.items():
        assert ratio(found[name], ground) >= TEXT, name
    assert ratio(found["button_ink"], found["button"]) >= TEXT


def test_a_colour_that_reads_stays_as_it_is_and_nonsense_becomes_ours():
    assert inks("#096A3C")["link"] == "#096a3c"
    for nonsense in (None, "", "red;background:url(//evil)", "#12345"):
        assert inks(nonsense)["button"] == OURS
