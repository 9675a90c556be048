"""Whatever arrives: the parser answers, in time, with text that can be stored."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nitka.channels.contract import Inbound
from nitka.channels.email.parse import markup, mime, quote
from nitka.channels.email.parse.charset import decode
from nitka.channels.email.parse.files import safe_name
from nitka.channels.email.parse.markup import sanitise
from nitka.channels.email.sameness import key_of
from nitka.channels.email.tests.letters import raw, read
from nitka.channels.email.tests.test_letters import FIXTURES

CORPUS = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]


def storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def check(letter: bytes) -> None:
    for found in read(letter, mail_from="a@b.c", rcpt=["x@y.z"]):
        if isinstance(found, Inbound):
            assert all(
                map(
                    storable,
                    (found.text, found.quoted, found.html, found.subject, found.sender.name, found.external_id),
                )
            )
            assert "<script" not in found.html
            assert all("/" not in file.name and storable(file.name) for file in found.files)


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=1, max_size=2_000))
def test_any_bytes_are_read_or_refused_with_a_value_error(letter: bytes) -> None:
    if letter.strip():
        check(letter)
    key_of(letter)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CORPUS), st.integers(0, 2**32), st.integers(1, 30))
def test_damaged_letters_are_read(letter: bytes, seed: int, damages: int) -> None:
    chance, data = random.Random(seed), bytearray(letter)
    for _ in range(damages):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + chance.randrange(40)] = b""
            case 1:
                data[at:at] = bytes([chance.randrange(256)]) * chance.randrange(1, 5)
            case 2:
                data[at:at] = chance.choice(
                    [b"\r\n", b"\n", b"--b", b"\x00", b"=?utf-8?B?", b"<", b'"', b";", b"\xff\xfe"]
                )
            case 3:
                start = chance.randrange(len(data) + 1)
                data[at:at] = data[start : start + 60]
    check(bytes(data) or b"x")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=500))
def test_folding_loses_no_word(text: str) -> None:
    visible, folded = quote.fold(text)
    assert sorted((visible + folded).split()) == sorted(text.split())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "> q",
                "a",
                "",
                "-- ",
                "On 1 Jan 2026 10:00, A <a@b.c> wrote:",
                "От: A",
                "Кому: B",
                "Тема: C",
                "Дата: D",
                "-----Original Message-----",
                "Отправлено с iPhone",
                "____________",
                "написал:",
            ]
        ),
        max_size=25,
    )
)
def test_folding_loses_no_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    visible, folded = quote.fold(text)
    assert sorted((visible + "\n" + folded).split()) == sorted(text.split())
    assert visible or not text.strip()


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "utf-8", "cp1251", "gb2312", "utf-7", "utf-16", "nobody", "zlib", "idna"]),
)
def test_any_bytes_of_any_charset_become_text(data: bytes, label: str) -> None:
    assert storable(decode(data, label))


@given(st.text(max_size=300))
def test_a_file_name_is_only_a_name(name: str) -> None:
    safe = safe_name(name, "image/png", 1)
    assert safe
    assert len(safe) <= 150
    assert not set(safe) & set('/\\\x00<>:"|?*\u202e\u2066')
    assert not safe.startswith(".")


@pytest.mark.parametrize(
    "attack",
    [
        "<img src=x onerror=alert(1)>",
        "<a href=' javascript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<div style='background:url(https://t/x)'>x</div>",
        "<link rel=stylesheet href=//t/x>",
        "<base href=//evil>",
        "<iframe srcdoc='<script>'></iframe>",
        "<video poster=//t/x>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<input autofocus onfocus=alert(1)>",
        "<img srcset='//t/x 1x'>",
        "<table background='//t/x'><td background='//t/x'>",
        "<meta http-equiv=refresh content='0;url=//evil'>",
    ],
)
def test_nothing_runs_and_nothing_loads(attack: str) -> None:
    shown = sanitise(attack).lower()
    for word in (
        "onerror",
        "onfocus",
        "javascript:",
        "url(",
        "<script",
        "<link",
        "<iframe",
        "src=",
        "srcset",
        "//evil",
        "//t/x",
    ):
        assert word not in shown


def within(seconds: float, letter: bytes) -> Inbound:
    started = time.perf_counter()
    (found,) = read(letter)
    assert time.perf_counter() - started < seconds
    return found


def test_three_thousand_parts_are_limited_and_said_so() -> None:
    part = "--m\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    body = "--m\r\n\r\nhello\r\n" + part * 3_000 + "--m--\r\n"
    found = within(5, raw("Content-Type: multipart/mixed; boundary=m", body=body))
    assert found.text == "hello"
    assert {"too_many_parts", "too_many_files"} <= set(found.meta["problems"])


def test_deep_nesting_is_limited_and_its_text_is_shown() -> None:
    opening = "".join(f"--{n}\r\nContent-Type: multipart/mixed; boundary={n + 1}\r\n\r\n" for n in range(2_000))
    body = opening + "--2000\r\n\r\nthe bottom\r\n"
    found = within(5, raw("Content-Type: multipart/mixed; boundary=0", body=body))
    assert "too_deep" in found.meta["problems"]
    assert "the bottom" in found.text


def test_forty_megabytes_take_a_moment() -> None:
    body = "--m\r\n\r\nhello\r\n--m\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    body += ("A" * 76 + "\r\n") * 537_000 + "--m--\r\n"
    found = within(10, raw("Content-Type: multipart/mixed; boundary=m", body=body))
    assert found.text == "hello"
    assert found.files[0].size > 30_000_000


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "deep",
        "<p>" + "я" * 10_000 + "</p>",
        "<a " * 50_000,
        "<!--" * 50_000,
        "&" * 500_000,
        "<td>" * 20_000 + "x",
        "<blockquote type=cite>" * 5_000 + "q",
        "<b><i>" * 20_000 + "x",
        "\x00" * 1000 + "<p>x</p>",
        '<img src="' + "x" * 500_000,
    ],
    ids=range(10),
)
def test_heavy_html_takes_a_moment(html: str) -> None:
    within(5, raw("Content-Type: text/html; charset=utf-8", body=html))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "> a\n" * 50_000,
        "a" * 1_000_000,
        "On " * 100_000,
        "-- \n" * 20_000,
        "wrote:\n" * 20_000,
        " " * 300_000 + "x",
        "От: x\n" * 30_000,
        "1 янв 10:00 " * 5_000,
        "_" * 200_000,
    ],
    ids=range(10),
)
def test_heavy_text_takes_a_moment(text: str) -> None:
    within(5, raw("Content-Type: text/plain; charset=utf-8", body=text))


@pytest.mark.parametrize(
    "header",
    [
        *("x" * 300_000, "=?utf-8?B?" * 20_000, "<" * 100_000, ";" * 100_000, '"' * 100_000, "(" * 100_000),
        *(", " * 50_000, "a" + " " * 200_000 + "b", "<" + " " * 90_000 + "x", "<a@b" + "\t" * 90_000),
    ],
)
@pytest.mark.parametrize(
    "name", ["From", "To", "Subject", "References", "In-Reply-To", "Content-Type", "Content-Disposition", "Date"]
)
def test_heavy_headers_take_a_moment(name: str, header: str) -> None:
    within(5, raw(**{name: header}))


def test_taking_tags_away_reads_each_letter_once() -> None:
    """Half a million opened and never closed: each was looked for its end in the 2,000 that follow."""
    started = time.process_time()
    assert markup.strip_tags("<" * 500_000) == "<" * 500_000
    assert time.process_time() - started < 0.3
    assert markup.strip_tags("5 < 6 <b>or</b> <i title='x'>not</i>").split() == ["5", "<", "6", "or", "not"]


@pytest.mark.parametrize("line", [b"--x", b"--x ", b"\n--x y"])
def test_marks_without_number_take_a_moment(line: bytes) -> None:
    letter = raw("Content-Type: multipart/mixed; boundary=x", body="")
    within(5, letter + line * (1_000_000 // len(line)))


def test_our_tree_is_the_standard_librarys_tree() -> None:
    import email

    for letter in CORPUS:
        theirs = email.message_from_bytes(letter)
        ours, limits = mime.parse(letter)
        if theirs.is_multipart() and theirs.get_content_maintype() == "multipart" and not limits.problems:
            assert [part.type for part in ours.children] == [part.get_content_type() for part in theirs.get_payload()]
            [other.get_payload(decode=True) for other in theirs.get_payload()]  # finds its defects
            for part, other in zip(ours.children, theirs.get_payload(), strict=True):
                if not (other.is_multipart() or other.defects):
                    assert part.content().strip() == other.get_payload(decode=True).strip()
