"""Facts become a card in the reader's language; what is not known is not said."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from nitka.conversations.handover.card import card
from nitka.conversations.handover.facts import Due, Facts, Promise, Quote, Rated
from nitka.kit import clock

ILYA = UUID(int=7)
NOW = clock.now()
WHOLE = Facts(
    at=NOW,
    name="Анна Смирнова",
    kind="email",
    value="anna@example.org",
    since=NOW - timedelta(days=400),
    proven=(("email", "anna@example.org"), ("visitor", "abcd1234")),
    earlier=3,
    subject="Где мой диван?",
    first=Quote("Заказ 20114, обещали во вторник", NOW - timedelta(hours=5)),
    answers=(Quote("Узнаю у склада", NOW - timedelta(hours=4), ILYA),),
    wrote=5,
    answered=1,
    notes=2,
    files=("чек.pdf",),
    files_all=4,
    promises=(Promise("Отвечу завтра до 18:00", NOW + timedelta(days=1), ILYA),),
    tasks=(Due(4, NOW - timedelta(hours=1)),),
    rated=Rated(2, 5, NOW - timedelta(days=9), unhappy=True),
    ratings=2,
    waiting_since=NOW - timedelta(hours=2),
    failed=1,
    questions=("Вы ещё там?",),
    words="Склад обещал перезвонить",
)


def said(facts: Facts, language: str) -> dict[str, list[str]]:
    with translation.override(language):
        made = card(facts, {ILYA: "Илья Руденко"})
    return {part.key: [f"{line.text} {line.quote}".strip() for line in part.lines] for part in made.parts}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_fact_is_on_the_card(language):
    parts = said(WHOLE, language)
    assert list(parts) == ["who", "wants", "tried", "promised", "open", "mood"]
    text = "\n".join(line for lines in parts.values() for line in lines)
    for fact in ("Анна Смирнова", "anna@example.org", "Где мой диван?", "обещали во вторник", "Узнаю у склада"):
        assert fact in text
    for fact in ("чек.pdf", "Отвечу завтра до 18:00", "Вы ещё там?", "Илья"):
        assert fact in text
    assert "abcd1234" not in text


def test_it_is_written_in_russian():
    parts = said(WHOLE, "ru")
    assert "ещё 3\u00a0обращения" in parts["who"][0]
    assert parts["tried"][0] == "5\u00a0сообщений клиента, 1\u00a0наш ответ, 2\u00a0заметки"
    assert parts["mood"][0].startswith("Последняя оценка: 2 из\u00a05")


def test_it_is_written_in_english():
    parts = said(WHOLE, "en")
    assert "3 conversations besides" in parts["who"][0]
    assert parts["tried"][0] == "5 messages of theirs, 1 answer of ours, 2 notes"
    assert parts["open"][1] == "1 answer did not go out"


def test_what_nobody_said_or_measured_is_not_there():
    bare = Facts(at=NOW, kind="visitor", value="s-abcd", wrote=1, first=Quote("Привет", NOW))
    parts = said(bare, "en")
    assert list(parts) == ["who", "wants", "tried"]
    assert parts["who"][1] == "No address is proven"
    assert parts["tried"] == ["1 message of theirs, no answer yet"]


def test_a_date_that_has_passed_presses():
    late = replace(WHOLE, promises=(Promise("Завтра", NOW - timedelta(days=1), ILYA),))
    with translation.override("en"):
        part = next(part for part in card(late, {ILYA: "Илья"}).parts if part.key == "promised")
    assert [line.level for line in part.lines] == ["bad", "bad"]
    assert "it has passed" in part.lines[0].text


def test_a_card_is_read_back_as_it_was_kept():
    assert Facts.read(WHOLE.kept()) == WHOLE
    assert Facts.read({**WHOLE.kept(), "of_a_later_version": 1}) == WHOLE
