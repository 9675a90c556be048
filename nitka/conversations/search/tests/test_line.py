import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nitka.conversations.search.line import KEYS, Filter, read, without

ALIASES = [alias for aliases in KEYS.values() for alias in aliases]
VALUES = st.text(st.characters(codec="utf-8"), max_size=12)
PARTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ['"', "-", ":", "из:", "channel:", 'from:"', "http://x.example/a:b", "-кран", "12:30", "'", "\\", "\x00"]
    ),
    st.builds("{}:{}".format, st.sampled_from(ALIASES), VALUES),
    st.builds('{}:"{}"'.format, st.sampled_from(ALIASES), VALUES),
)
LINES = st.lists(PARTS, max_size=8).map(" ".join)


@given(LINES)
@example("-A0")
@example("-A0.1")
@settings(deadline=None, max_examples=300)
def test_whatever_is_typed_is_read_and_reads_the_same_when_written_again(text):
    once = read(text)
    again = read(str(once))
    assert again.filters == once.filters
    assert [(term.words, term.exact, term.without) for term in again.terms] == [
        (term.words, term.exact, term.without) for term in once.terms
    ]


@given(LINES)
@settings(deadline=None, max_examples=200)
def test_a_chip_that_is_taken_off_takes_its_words_from_the_line(text):
    text = " ".join(text.replace("\x00", " ").split())[:400]
    for one in read(text).filters:
        left = read(without(text, one.source))
        assert len(left.filters) <= len(read(text).filters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("channel:email", Filter("channel", ("email",))),
        ("канал:почта,чат", Filter("channel", ("почта", "чат"))),
        ('от:"Анна Соколова"', Filter("from", ("Анна Соколова",))),
        ("From:ivan", Filter("from", ("ivan",))),
        ("до:2026-03", Filter("before", ("2026-03",))),
        ("у:я", Filter("assignee", ("я",))),
        ("has:file", Filter("has", ("file",))),
        ("номер:№1842", Filter("number", ("№1842",))),
    ],
)
def test_conditions_are_written_in_both_languages(text, expected):
    assert read(f"датчик {text} протечки").filters == (expected,)
    assert [term.words for term in read(f"датчик {text} протечки").terms] == [("датчик",), ("протечки",)]


def test_what_only_looks_like_a_condition_is_words():
    line = read("https://shop.example/a в 12:30 цвет:белый")
    assert line.filters == ()
    assert line.unknown == ("цвет",)
    assert ("белый",) in [term.words for term in line.terms]


@pytest.mark.parametrize(
    ("text", "digits"), [("+7 916 204-18-33", "9162041833"), ("204-18-33", "2041833"), ("40217", "40217")]
)
def test_a_number_in_groups_is_one_number(text, digits):
    assert [term.words for term in read(text).terms] == [(digits,)]


def test_a_value_that_looks_like_an_address_is_written_so_that_it_is_read_again():
    for typed in ('channel:"//"', "channel:,//,mail"):
        assert read(str(read(typed))).filters == read(typed).filters != ()
