"""Letters made to keep us busy: each is read in the time that its bytes take, however they are put together."""

import resource
import time

import pytest

from nitka.channels.contract import Inbound, Receipt
from nitka.channels.email.fetch.envelope import letter as fetched
from nitka.channels.email.parse import markup, mime, read_letter
from nitka.channels.email.parse.bounce import MAX_RECEIPTS
from nitka.channels.email.sameness import key_of
from nitka.channels.email.tests.letters import AT, channel, raw
from nitka.channels.email.tokens import sign

SECONDS = 3.0  # of work, where it took from seven to minutes


def quickly(letter: bytes) -> Inbound:
    started = time.process_time()
    (found,) = read_letter(letter, {}, AT, channel(forwarders="example.org", forwarders_safe=True))
    key_of(letter)
    fetched("1", letter)
    assert time.process_time() - started < SECONDS
    assert isinstance(found, Inbound)
    return found


def html(unit: str, times: int, before: str = "") -> bytes:
    return raw(Content_Type="text/html; charset=utf-8", body=before + unit * times)


def parts(part: str, size: int, boundary: str = "b") -> bytes:
    body = part * (size // len(part))
    return raw(Content_Type=f'multipart/mixed; boundary="{boundary}"', body=body)


def test_a_line_that_goes_on_in_half_a_million_lines_is_put_together_once() -> None:
    found = quickly(raw(Content_Type="text/plain; format=flowed", body="a \n" * 660_000))
    assert found.text.startswith("a a a a")


@pytest.mark.parametrize(
    "letter",
    [
        html("<pre>a</pre>" + "x" * 90, 9_700),
        html("<div id=appendonsend></div>", 24_000),
        html("<blockquote type=cite></blockquote>", 24_000),
        html("<blockquote></blockquote>", 1_900, "<div>" * 390),
        html("<div></zz>", 24_000),
        html("<div></p>", 24_000),
        html("<o:p><hr>", 24_000),
        html("<p></p>", 12_000, "".join(f"<font color={n}>" for n in range(390))),
    ],
    ids=["preformatted", "marks", "quotations", "deep", "closed-by-others", "implied", "words", "shapes"],
)
def test_markup_is_looked_through_in_one_go(letter: bytes) -> None:
    quickly(letter)


def test_markup_of_ordinary_letters_is_still_markup() -> None:
    ordinary = "<table><tr><td><p><b>a</b> <i>b</i><br><o:p></o:p></p></td></tr></table><div>c</div>" * 2_000
    assert not markup.too_heavy(ordinary)
    assert not markup.too_heavy("<p>unclosed<li>both" * 5_000)
    assert markup.text_of("<pre>one</pre><p>two</p><pre>\x011\x01 three</pre>") == "one\n\ntwo\n\n\x011\x01 three"


@pytest.mark.parametrize(
    "letter",
    [
        parts("-", 20_000_000, "-"),
        parts("\n--bx", 20_000_000),
        parts("--b\r\n" + "a:\n" * 33_000 + "\r\n\r\nx\r\n", 40_000_000),
        parts("--b\r\na:" + "\n " * 50_000 + "\r\n\r\nx\r\n", 40_000_000),
        parts("--b\r\nContent-Type: application/x; name=\"" + "=?utf-8?q?=d0?=" * 1_300 + "\"\r\n\r\nx\r\n", 4_000_000),
        parts("--b\r\nContent-Type: text/plain\r\n\r\n" + "a b c 1@\n" * 22_000 + "\r\n", 40_000_000),
    ],
    ids=["one-line", "marks", "fields", "folds", "names", "texts"],
)  # fmt: skip
def test_parts_cost_what_they_weigh(letter: bytes) -> None:
    quickly(letter)


def test_parts_within_parts_are_not_copied_for_each_of_them() -> None:
    inner = b"x" * 10_000_000
    for n in range(29):
        mark = f"b{n}".encode()
        opening = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n--%b\r\n' % (mark, mark)
        inner = opening + inner + b"\r\n--%b--\r\n" % mark
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tree, limits = mime.parse(b"From: a@example.org\r\n" + inner)
    assert "too_deep" in limits.problems
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KB; all of them would be 300,000
    assert tree.children[0].children[0].type == "multipart/mixed"


def test_a_report_says_so_much_and_no_more() -> None:
    info = channel()
    ours = f"{sign(info.id, info.workspace_id, info.key)}@uklad.example"
    said = "--b\r\nContent-Type: message/delivery-status\r\n\r\n" + "Action: failed\r\nStatus: 5.1.1\r\n\r\n" * 3_000
    about = f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ours}>\r\n"
    letter = raw(Content_Type='multipart/report; boundary="b"', body=about + said * 100 + "--b--\r\n")
    started = time.process_time()
    found = read_letter(letter, {}, AT, info)
    assert time.process_time() - started < SECONDS
    assert len(found) == MAX_RECEIPTS
    assert {type(one) for one in found} == {Receipt}
