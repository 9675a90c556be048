"""Our letters: what a mail program and a strict parser see of them."""

import email
import email.policy
from email.message import EmailMessage
from string import Formatter

import pytest

from nitka.channels.contract import ChannelError, Identity, Leave, OutFile, Quote, RatingAsk, RatingLink
from nitka.channels.email.compose import compose
from nitka.channels.email.compose.subject import answer, bare
from nitka.channels.email.compose.words import WORDS
from nitka.channels.email.tests.letters import AT, channel, outbound, read

NASTY = "x\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>\x00\ud800\u2028y"


def written(out=None, **settings) -> EmailMessage:
    message = email.message_from_bytes(
        compose(out or outbound(), channel(**settings)).data, policy=email.policy.default
    )
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def plain(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(message: EmailMessage) -> str:
    return message.get_body(("html",)).get_content()


def test_a_letter_has_both_halves_and_the_same_words() -> None:
    message = written()
    assert message.get_content_type() == "multipart/alternative"
    assert "Анна, здравствуйте." in plain(message)
    assert "Анна, здравствуйте." in html(message)
    assert "Вера Климова" in plain(message)
    assert message["From"] == '"Вера Климова, «Уклад»" <support@uklad.example>'


def test_a_reply_threads_in_a_mail_program() -> None:
    message = written(outbound(in_reply_to="2@x.org", references=["1@x.org", "2@x.org"]))
    assert message["In-Reply-To"] == "<2@x.org>"
    assert message["References"].split() == ["<1@x.org>", "<2@x.org>"]
    assert message["Subject"] == "Re: Датчик"


def test_a_long_chain_of_references_keeps_its_ends() -> None:
    references = [f"{n}@x.org" for n in range(100)]
    found = written(outbound(in_reply_to="99@x.org", references=references))["References"].split()
    assert (len(found), found[0], found[-1]) == (20, "<0@x.org>", "<99@x.org>")


def test_lines_stay_within_what_servers_take() -> None:
    data = compose(outbound(text="слово " * 2000, subject="т" * 190, in_reply_to=f"{'a' * 180}@x.org"), channel()).data
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_nobody_breaks_out_of_a_header() -> None:
    message = written(
        outbound(
            subject=NASTY,
            author=NASTY,
            to=Identity("email", "anna@example.org", NASTY),
            text=NASTY,
            in_reply_to="a\r\nBcc: x@y",
            references=[NASTY],
            files=[OutFile(NASTY, NASTY, 1, lambda: b"x")],
        )
    )
    assert message["Bcc"] is None
    assert "<script>" not in html(message)
    assert {name.lower() for name in message} <= {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-language",
        "content-type",
    }


@pytest.mark.parametrize("bad", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c.d", "a@b@c", "<a@b>"])
def test_a_bad_address_is_said_to_be_bad(bad: str) -> None:
    with pytest.raises(ChannelError) as caught:
        compose(outbound(to=Identity("email", bad)), channel())
    assert (caught.value.reason, caught.value.permanent) == ("bad_address", True)


def test_files_and_pictures_keep_their_names_and_places() -> None:
    message = written(
        outbound(
            files=[
                OutFile("отчёт за ноябрь по всем датчикам дома.pdf", "application/pdf", 3, lambda: b"pdf"),
                OutFile("a.png", "image/png", 3, lambda: b"png", cid="pic@1"),
            ]
        )
    )
    files = {part.get_filename(): part for part in message.walk() if part.get_filename()}
    (found,) = read(message.as_bytes())
    assert {file.name for file in found.files} == {"отчёт за ноябрь по всем датчикам дома.pdf", "a.png"}
    assert files["a.png"]["Content-ID"] == "<pic@1>"
    assert {part.get_payload(decode=True) for part in files.values()} == {b"pdf", b"png"}


def test_the_quotation_is_folded_and_stands_last() -> None:
    message = written(outbound(quotes=[Quote("Анна Соколова", AT, "Журнал прикладываю.\n<b>")]))
    assert plain(message).rstrip().endswith("24\xa0ноября, 10:00, Анна Соколова:\n> Журнал прикладываю.\n> <b>")
    assert 'blockquote type="cite"' in html(message)
    assert "Ваше письмо от 24\xa0ноября" in html(message)


def test_an_acknowledgement_says_that_no_person_wrote_it() -> None:
    assert written(outbound(auto=True))["Auto-Submitted"] == "auto-generated"
    assert written(outbound())["Auto-Submitted"] is None
    assert written(outbound())["List-Unsubscribe"] is None


def test_a_rating_letter_has_one_link_for_each_choice() -> None:
    links = tuple(RatingLink(n, label, f"https://u.example/r/k-{n}?a=1&b=2") for n, label in enumerate("абвгд", 1))
    ask = RatingAsk("Как всё прошло?", "Отвечала Вера.", links)
    message = written(outbound(rating=ask, leave=Leave("Опросы", "https://u.example/stop"), text="", author=""))
    assert plain(message).count("Больше не спрашивать: https://u.example/stop") == 1
    assert "Вы получаете от нас" not in plain(message) + html(message)
    for link in links:
        assert f"{link.value} — {link.label}: {link.url}" in plain(message)
        assert link.url.replace("&", "&amp;") in html(message)
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("language", "words", "button"),
    [
        ("en", "You get “Offers & news” from us.", "Unsubscribe"),
        ("ru", "Вы получаете от нас «Offers & news».", "Отписаться"),
    ],
)
def test_what_has_a_purpose_can_be_ended_by_one_click_and_says_so_in_its_foot(language, words, button) -> None:
    url = "https://u.example/withdraw/abc/"
    message = written(outbound(leave=Leave("Offers & news", url), language=language))
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{words} {button}: {url}" in plain(message)
    assert words.replace("&", "&amp;") in html(message)
    assert f'<a href="{url}"' in html(message)


def test_one_click_is_promised_only_where_it_is_safe_and_nobody_breaks_out_of_it() -> None:
    plainly = written(outbound(leave=Leave("x", "http://u.example/withdraw/abc/")))
    assert (plainly["List-Unsubscribe"], plainly["List-Unsubscribe-Post"]) == (None, None)
    assert "http://u.example/withdraw/abc/" in plain(plainly)
    nasty = written(outbound(leave=Leave(NASTY, "https://u.example/" + NASTY)))
    assert nasty["Bcc"] is None
    assert "<script>" not in html(nasty)


def test_links_in_the_text_can_be_clicked_and_end_before_the_full_stop() -> None:
    found = html(written(outbound(text="См. https://uklad.example/a?x=1&y=2.")))
    assert 'href="https://uklad.example/a?x=1&amp;y=2"' in found


@pytest.mark.parametrize(
    "subject", ["Re: Датчик", "RE: re[2]: Датчик", "Fwd: Ответ: Датчик", "Re: Датчик [#12]", "HA: Датчик"]
)
def test_re_stands_once(subject: str) -> None:
    assert bare(subject) == "Датчик"
    assert answer(subject, reply=True, fallback="-") == "Re: Датчик"


def test_an_empty_subject_gets_words_and_a_number_only_when_wanted() -> None:
    assert written(outbound(subject=" ", number=12))["Subject"] == "Ваше обращение"
    assert written(outbound(subject="x", number=12), number_in_subject=True)["Subject"] == "x [#12]"


def test_both_languages_say_everything() -> None:
    assert WORDS["ru"].keys() == WORDS["en"].keys()
    for key, text in WORDS["en"].items():
        fields = [sorted(name for _, name, _, _ in Formatter().parse(one) if name) for one in (text, WORDS["ru"][key])]
        assert fields[0] == fields[1], key
    assert "Just reply to this letter: Вера will read it." in plain(written(outbound(language="en")))
