"""What our answers name as a moment is heard; what is none is not made one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nitka.conversations.handover.promises import promises

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 25, 11, 0, tzinfo=ZONE)  # a Wednesday


def until(text: str) -> list[str]:
    return [f"{found.until.astimezone(ZONE):%d.%m %H:%M}" for found in promises(text, NOW)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Курьер приедет завтра до 18:00.", "26.11 18:00"),
        ("Ответим до пятницы", "27.11 09:00"),
        ("Деньги вернутся к 30 ноября, проверьте выписку.", "30.11 09:00"),
        ("Перезвоним через 2 часа!", "25.11 13:00"),
        ("Разберёмся в течение часа.", "25.11 12:00"),
        ("We will call you back within 2 hours.", "25.11 13:00"),
        ("The parcel arrives by Friday 10:00", "27.11 10:00"),
        ("You will have it tomorrow.", "26.11 09:00"),
    ],
)
def test_a_moment_ahead_is_heard_in_both_languages(text, moment):
    assert until(text) == [moment]


@pytest.mark.parametrize(
    "text",
    [
        "Стол стоит 12 500 ₽, ширина 80 см.",
        "Удобно завтра?",
        "Could we come on Friday?",
        "Ваш заказ № 20114 собран.",
        "Мы звонили вчера.",
        "Спасибо, что написали",
        "",
    ],
)
def test_prices_questions_and_what_has_been_are_no_promises(text):
    assert until(text) == []


def test_each_sentence_is_quoted_with_its_own_moment():
    found = promises("Мастер приедет завтра в 10:00. Деньги вернутся до пятницы. Хорошего дня!", NOW)
    assert [row.text for row in found] == ["Мастер приедет завтра в 10:00.", "Деньги вернутся до пятницы."]


def test_a_very_long_answer_is_looked_at_only_so_far():
    assert until("слово " * 100_000 + "завтра в 10:00") == []
