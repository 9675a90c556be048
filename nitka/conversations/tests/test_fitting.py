"""What the system says against the room that a channel has."""

import pytest

from nitka.channels import contract, registry
from nitka.conversations.actions.fitting import Part, fit
from nitka.conversations.actions.worded import worded
from nitka.conversations.tests.test_ways_out import Plug
from nitka.kit import clock, sms
from nitka.kit.ids import uuid7

PAGE = f"https://help.uklad.example/rate/{'t' * 60}"
WAY_OUT = f"https://help.uklad.example/withdraw/{'w' * 80}"
WORDS = ("Ужасно", "Плохо", "Так себе")
CHOICES = tuple(contract.RatingLink(n, word, f"{PAGE}?s={n}") for n, word in enumerate(WORDS, 1))
ASK = contract.RatingAsk("Как вам наша помощь?", "", CHOICES, url=PAGE)
CLOSED = "Ваше обращение № 4711 закрыто. Если вопрос не решён, просто ответьте на это сообщение."
TO = contract.Identity("phone", "+79162041833")


@pytest.fixture
def said(monkeypatch):
    """What a channel with so many parts of a text message gets."""

    def ask(parts: int, **given) -> str:
        plug = Plug("sms", "phone", True)
        plug.capabilities = contract.Capabilities(reaches="phone", max_text=parts, measure=sms.parts)
        monkeypatch.setattr(registry, "adapters", lambda: {"sms": plug})
        given = {"text": CLOSED, "auto": True, **given}
        return worded("sms", [contract.Outbound(id=uuid7(), to=TO, at=clock.now(), **given)], "ru")[0].text

    return ask


def test_a_rating_that_fits_has_a_link_for_each_choice(said):
    text = said(20, rating=ASK, leave=contract.Leave("Опросы", WAY_OUT))
    assert all(one.url in text for one in CHOICES)
    assert CLOSED in text


@pytest.mark.parametrize("parts", [5, 6, 7])
def test_a_rating_in_russian_keeps_its_links_whole_and_its_words_give_way(said, parts):
    text = said(parts, rating=ASK, leave=contract.Leave("Опросы", WAY_OUT))
    assert sms.parts(text) <= parts
    lines = text.split("\n\n")
    assert PAGE in lines
    assert lines[-1] == f"Больше не спрашивать: {WAY_OUT}"
    assert CLOSED not in text or parts > 5


def test_a_question_of_consent_keeps_its_link(said):
    url = f"https://help.uklad.example/agree/{'a' * 70}"
    long = "Этот адрес указали для «Предложений и новостей». Вы согласны получать от нас такие сообщения?"
    text = said(2, text=long, confirm=contract.ConfirmAsk("", url))
    assert sms.parts(text) == 2
    assert text.endswith(f"\n\n{url}")
    assert text.startswith("Этот адрес")
    assert "…" in text


def test_a_code_is_said_whole(said):
    text = said(2, text="Кто-то, с кем мы говорим, назвал этот адрес своим. Это были вы?",
                confirm=contract.ConfirmAsk("481 202", "https://help.uklad.example/c/abcdef"))  # fmt: skip
    assert "481 202" in text
    assert "https://help.uklad.example/c/abcdef" in text
    assert sms.parts(text) <= 2


def test_links_longer_than_the_channel_takes_are_not_cut(said):
    text = said(1, rating=ASK, leave=contract.Leave("Опросы", WAY_OUT))
    assert text == f"{PAGE}\n\nБольше не спрашивать: {WAY_OUT}"


def test_what_somebody_wrote_goes_as_it_is(said):
    words = "слово " * 400
    assert said(2, text=words, auto=False) == words


@pytest.mark.parametrize("room", range(10, 90))
def test_a_link_within_words_is_there_whole_or_not_at_all(room):
    words = "Ваш заказ собран и ждёт вас: https://uklad.example/o/10428 до пятницы, адрес там же"
    text = fit([Part(words)], contract.Capabilities(max_text=room))
    assert len(text) <= room
    assert "http" not in text or "https://uklad.example/o/10428" in text.split()
