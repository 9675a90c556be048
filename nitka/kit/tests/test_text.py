import json

from hypothesis import given
from hypothesis import strategies as st

from nitka.kit.text import dump, scrub, scrub_json, shorten

anything = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | anything,
    lambda one: st.lists(one, max_size=4) | st.dictionaries(anything, one, max_size=4),
)


@given(anything)
def test_what_is_scrubbed_can_be_stored_and_keeps_its_length(text):
    scrubbed = scrub(text)
    assert "\x00" not in scrubbed
    assert len(scrubbed.encode()) >= len(scrubbed) == len(text)
    assert scrub(scrubbed) == scrubbed


@given(values)
def test_json_is_scrubbed_everywhere(value):
    written = json.dumps(scrub_json(value), ensure_ascii=False)
    assert "\\u0000" not in written
    written.encode()


def test_sound_text_stays_as_it_is():
    assert scrub("Ёлка 👩‍👩‍👧 \u202e") == "Ёлка 👩‍👩‍👧 \u202e"


@given(st.text(), st.integers(2, 200))
def test_a_short_line_is_one_line_of_that_length_at_most(text, length):
    line = shorten(text, length)
    assert len(line) <= length
    assert "\n" not in line


def test_what_is_cut_shows_that_it_is():
    assert shorten("один  два\nтри", 100) == "один два три"
    assert shorten("один два три", 8) == "один дв…"
    assert shorten("слово " * 100_000, 20) == "слово слово слово с…"


def test_what_is_no_number_of_json_is_null_beside_half_a_letter_too():
    kept = json.loads(dump({"a": float("nan"), "b": "\ud83d", "c": [float("-inf")]}))
    assert kept == {"a": None, "b": "�", "c": [None]}
