"""Messages as a company has them, made up: Russian and English words with the frequencies of a natural language (Zipf
with Mandelbrot's shift), real words first, endings as Russian has them, lengths as letters and chats have them, order
numbers in every sixth. What is random comes from one seed, so that two runs read the same."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from nitka.bench.texts import SUBJECTS, TEXTS

SEED = 20261125
EACH = 60  # lines of each kind
STORIES = Path(__file__).parent.parent / "demo" / "stories.py"  # read as words: benchmarks import no demo
WORDS = {"ru": 60_000, "en": 30_000}
ENGLISH = 0.25
NUMBERED = 1 / 6
_SYLLABLES = {
    "ru": "ко на ра ми то ве ли са про сте до ку ре за по дра бе ло ни ча шу гла тре вы фа мо се ру хо це да ги",
    "en": "con ta re min ver sta lo pro ing ter ba cu di fo gra hel in jo ka le mo nor pa qui ra sen tru ul vi wor",
}
_ENDINGS = {
    "ru": " а у ом е ы ов ам ами ах ный ного ная ные ить ил ила ят",
    "en": " s ed ing er ly ness able",
}


@dataclass(frozen=True)
class Corpus:
    """The words of each language, the most frequent first, and what each message says."""

    words: dict[str, list[str]]
    texts: list[str]
    numbers: list[str]


def corpus(count: int) -> Corpus:
    """So many messages."""
    rng = np.random.default_rng(SEED)
    words = {language: _vocabulary(language) for language in WORDS}
    numbers = [str(number) for number in rng.integers(10_000, 9_999_999, size=round(count * NUMBERED) + 1)]
    return Corpus(words, list(_texts(count, words, numbers, rng)), numbers)


def lines(said: Corpus) -> dict[str, list[str]]:
    """Lines of each kind, from words and numbers that are there."""
    chance = Random(SEED)  # noqa: S311
    ru = [word for word in said.words["ru"] if len(word) > 3]
    en = [word for word in said.words["en"] if len(word) > 3]

    def some(low: int, high: int, length: int = 4) -> str:
        words = ru if chance.random() < 0.75 else en
        return chance.choice([word for word in words[low:high] if len(word) >= length])

    return {
        "common": [some(0, 150) for _ in range(EACH)],
        "rare": [some(8_000, 28_000) for _ in range(EACH)],
        "two_word": [f"{some(0, 200)} {some(50, 2_000)}" for _ in range(EACH)],
        "typo": [_misspelt(some(20, 5_000, 6), chance) for _ in range(EACH)],
        "part_of_number": [chance.choice(said.numbers)[1:6] for _ in range(EACH)],
    }


def _misspelt(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    other = chance.choice("абвгдеиклмнопрстуя" if word[0] > "z" else "abcdeiklmnoprstuy")
    return chance.choice(
        [word[:at] + word[at + 1 :], word[:at] + other + word[at + 1 :], word[:at] + other + word[at:]]
    )


def _vocabulary(language: str) -> list[str]:
    """Real words as often as the demo's texts have them, then words of syllables, each in several forms."""
    chance = Random(SEED)  # noqa: S311
    found = _real(language)
    seen = set(found)
    syllables, endings = _SYLLABLES[language].split(), _ENDINGS[language].split(" ")
    while len(found) < WORDS[language]:
        root = "".join(chance.choices(syllables, k=chance.randint(2, 4)))
        for ending in chance.sample(endings, chance.randint(1, 7)):
            word = root + ending
            if word not in seen:
                seen.add(word)
                found.append(word)
    return found[: WORDS[language]]


def _real(language: str) -> list[str]:
    letters = "[а-яё]+" if language == "ru" else "[a-z]+"
    told = " ".join([*TEXTS, *SUBJECTS, *_strings(STORIES)])
    times: dict[str, int] = {}
    for word in re.findall(letters, told.lower()):
        times[word] = times.get(word, 0) + 1
    return sorted(times, key=lambda word: (-times[word], word))


def _strings(module: Path) -> Iterator[str]:
    """What is said in a module's strings, pieces of one string joined."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _texts(count: int, words: dict[str, list[str]], numbers: list[str], rng: Any) -> Iterator[str]:
    lengths = np.clip(rng.lognormal(2.7, 0.7, size=count).astype(int), 2, 300)
    english = rng.random(count) < ENGLISH
    said = {
        "en": _drawn(words["en"], int(lengths[english].sum()), rng),
        "ru": _drawn(words["ru"], int(lengths[~english].sum()), rng),
    }
    at = {"en": 0, "ru": 0}
    number, every = 0, round(1 / NUMBERED)
    for n, (length, foreign) in enumerate(zip(lengths.tolist(), english.tolist(), strict=True)):
        language = "en" if foreign else "ru"
        begin = at[language]
        at[language] = begin + length
        text = " ".join(said[language][begin : begin + length])
        if n % every == 0:
            text += f", {'order' if foreign else 'заказ'} {numbers[number]}"
            number += 1
        yield text[0].upper() + text[1:] + "."


def _drawn(words: list[str], count: int, rng: Any) -> list[str]:
    ranks = np.arange(1, len(words) + 1)
    heaped = np.cumsum(1 / (ranks + 2.7) ** 1.07)
    heaped /= heaped[-1]
    found: list[str] = []
    for begin in range(0, count, 500_000):
        drawn = np.searchsorted(heaped, rng.random(min(500_000, count - begin))).tolist()
        found += [words[rank] for rank in drawn]
    return found
