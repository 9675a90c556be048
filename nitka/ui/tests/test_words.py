"""Numbers and times read as people say them, in both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

import nitka
from nitka.kit import clock
from nitka.ui import words

NOW = datetime(2026, 11, 19, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _morning_in_moscow() -> Iterator[None]:
    with clock.travel(NOW), timezone.override("Europe/Moscow"):
        yield


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("ago", "style", "russian", "english"),
    [
        (timedelta(minutes=15), "short", "11:57", "11:57"),
        (timedelta(hours=20), "short", "вчера", "yesterday"),
        (timedelta(hours=20), "full", "вчера, 16:12", "yesterday, 16:12"),
        (timedelta(days=2), "short", "17\u00a0нояб.", "17\u00a0Nov"),
        (timedelta(days=400), "short", "15\u00a0окт. 2025".replace(" ", "\u00a0"), "15\u00a0Oct\u00a02025"),
        (timedelta(days=2), "time", "12:12", "12:12"),
        (timedelta(), "day", "Сегодня", "Today"),
        (timedelta(days=1), "day", "Вчера, 18\u00a0ноября", "Yesterday, 18\u00a0November"),
        (-timedelta(days=1), "short", "завтра", "tomorrow"),
    ],
)
def test_a_time_is_said_in_the_readers_zone(
    language: str, ago: timedelta, style: words.Style, russian: str, english: str
) -> None:
    assert words.when(NOW - ago, style) == (russian if language == "ru" else english)


def test_the_day_changes_at_the_readers_midnight() -> None:
    late = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)  # half past midnight in Moscow
    with translation.override("en"):
        assert words.when(late) == "00:30"
        with timezone.override("UTC"):
            assert words.when(late) == "yesterday"


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (40, "40 с", "40 s"),
        (360, "6 мин", "6 min"),
        (-360, "6 мин", "6 min"),
        (4200, "1 ч 10 мин", "1 h 10 min"),
        (7200, "2 ч", "2 h"),
        (86400, "1 день", "1 day"),
        (86400 * 3, "3 дня", "3 days"),
        (86400 * 11, "11 дней", "11 days"),
    ],
)
def test_a_wait_is_said_in_words(language: str, seconds: float, russian: str, english: str) -> None:
    expected = russian.replace(" ", "\u00a0") if language == "ru" else english
    assert words.duration(seconds) == expected
    assert words.duration(timedelta(seconds=seconds)) == expected


def test_figures_have_the_languages_separators(language: str) -> None:
    if language == "ru":
        assert words.figure(-12450.5, 1) == "−12\u00a0450,5"
        assert words.percent(0.873) == "87\u00a0%"
        assert words.file_size(1_840_000) == "1,8\u00a0МБ"
    else:
        assert words.figure(-12450.5, 1) == "−12,450.5"
        assert words.percent(0.873) == "87%"
        assert words.file_size(1_840_000) == "1.8 MB"


def test_nothing_known_is_a_dash() -> None:
    assert words.figure(None) == words.percent(None) == "–"


@pytest.mark.parametrize("number", [2, "2", "#2", "№ 2", "№\u00a02"])
def test_a_number_has_the_sign_of_the_language_once(number: int | str, language: str) -> None:
    assert words.numbered(number) == {"ru": "№\u00a02", "en": "#2"}[language]


def test_no_page_and_no_english_words_have_the_russian_sign() -> None:
    root = Path(nitka.__file__).parent
    pages = [path for path in root.rglob("templates/**/*.html") if "№" in path.read_text()]
    english = [path for path in root.rglob("*.po") for line in path.read_text().splitlines()
               if "№" in line and line.startswith("msgid")]  # fmt: skip
    assert pages + english == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Анна Соколова", "АС"),
        ("ООО «Северный ветер»", "ОС"),
        ("Гость", "Г"),
        ("  ", ""),
        ("jean-luc picard", "JP"),
        ("Visitor 01F6", "V"),
        ("42", "42"),
        ("+7 916 607-02-10", "10"),
        ("(8352) 5", "25"),
        ("☎", ""),
    ],
)
def test_initials_come_from_the_first_two_words_or_the_last_two_digits(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_a_person_keeps_their_hue() -> None:
    assert words.hue("anna") == words.hue("anna")
    assert len({words.hue(n) for n in range(200)}) == 12
