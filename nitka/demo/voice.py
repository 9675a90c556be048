"""How somebody says it: a matter in the words of a temperament or of an agent's style, with slips of the hand."""

import re
from collections.abc import Iterable, Mapping
from random import Random

from nitka.demo.people import LATIN_NAMES, Person, Worker
from nitka.demo.stories import Story
from nitka.demo.words import Manner, en, ru

MANNERS: Mapping[str, Manner] = {"ru": ru.MANNER, "en": en.MANNER}
PLAIN = {"ru": ru.PLAIN, "en": en.PLAIN}
GREETING = re.compile(
    r"^(?:Здравствуйте|Добрый день|Доброе утро|Hello|Hi|Good morning)(?:, [^.!]{1,30})?[.!,]\s*", re.IGNORECASE
)


def endings(person: Person, worker: Worker | None = None) -> dict[str, str]:
    """What tells a woman from a man in the stories' words."""
    hers = worker is None or worker.woman
    return {
        "a": "а" if hers else "", "sh": "а" if hers else "ёл", "la": "ла" if hers else "с",
        "c": "а" if person.woman else "", "s": "ась" if person.woman else "ся",
    }  # fmt: skip


def asks(random: Random, person: Person, text: str, story: Story, hour: int) -> str:
    """A customer's first words: how they begin, the matter, what they tell along with it, how they end."""
    manner, temper = MANNERS[person.language], _temper(person, story)
    opening, body = random.choice(manner.opens[temper]), GREETING.sub("", text)
    quick = temper == "brisk" and opening
    said = [opening, body[0].lower() + body[1:] if quick else _first_up(body)]
    said += random.sample(manner.around[story.about], _how_many(random, person)) if story.about else []
    said.append("" if story.hard == 0 else random.choice(manner.ends[temper]))
    return by_hand(random, person, _filled(_together(said), person, hour))


def _temper(person: Person, story: Story) -> str:
    """Nobody shouts who only asks, or says thank you."""
    if story.hard == 0:
        return "warm"
    return "calm" if story.hard < 0.15 and person.temper in ("angry", "anxious") else person.temper


def _together(parts: Iterable[str]) -> str:
    """Sentences in a row; one that lost its stop gets it back where another follows."""
    said = [part for part in parts if part]
    bare = [n + 1 < len(said) and part[-1].isalnum() and part[0].isupper() for n, part in enumerate(said)]
    return " ".join(f"{part}." if stop else part for part, stop in zip(said, bare, strict=True))


def says(random: Random, person: Person, text: str) -> str:
    """What a customer says further on: often the matter alone, sometimes thanks or doubt behind it."""
    plain = PLAIN[person.language]
    if random.random() < 0.3:
        tail = plain["sour" if person.temper == "angry" else "thanks"]
        text = f"{text} {random.choice(tail)}"
    return by_hand(random, person, _filled(text, person, 12))


def adds(random: Random, person: Person) -> str:
    """A word later, when it has become clear whether it helped."""
    return by_hand(random, person, _filled(random.choice(PLAIN[person.language]["later"]), person, 12))


def answers(random: Random, worker: Worker, person: Person, text: str, hour: int, *, first: bool) -> str:
    """An agent's words, in their style; they greet once."""
    manner = MANNERS[person.language]
    said = [random.choice(manner.greets[worker.style])] if first else []
    said.append(_first_up(GREETING.sub("", text)))
    said.append(random.choice(manner.more[worker.style]) if random.random() < 0.5 else "")
    said.append(random.choice(manner.parts_with[worker.style]) if random.random() < 0.6 else "")
    return _filled(_together(said), person, hour, worker)


def by_hand(random: Random, person: Person, text: str) -> str:
    """As it is typed: small letters, lost stops, misspelt words, a neighbour's key, a smile."""
    manner, haste = MANNERS[person.language], person.haste
    if random.random() < haste * 0.7:
        text = text[0].lower() + text[1:]
    if random.random() < haste * 0.8:
        text = text.rstrip(".")
    if random.random() < haste * 0.4:
        text = re.sub(r", (?=\w)", random.choice((" ", ",", ", ")), text)
    for right, wrong in random.sample(manner.slips, round(len(manner.slips) * haste * 0.6)):
        text = re.sub(rf"\b{right}\b", wrong, text)
    if random.random() < haste * 0.35:
        text = _slip(random, manner, text)
    if random.random() < (0.45 if person.temper in ("warm", "chatty") else 0.06):
        text = text.rstrip(".") + random.choice(manner.smiles)
    return _shouted(random, text) if person.temper == "angry" else text


def _how_many(random: Random, person: Person) -> int:
    wordy = {"chatty": 2.2, "formal": 1.4, "anxious": 1.2, "brisk": 0.3}.get(person.temper, 0.8)
    return min(3, int(wordy + random.random()))


def _slip(random: Random, manner: Manner, text: str) -> str:
    """One letter: swapped with the next, left out, or its neighbour's on the keyboard."""
    places = [n for n, letter in enumerate(text[:-1]) if letter.isalpha() and text[n + 1].isalpha()]
    if not places:
        return text
    at = random.choice(places)
    way = random.random()
    if way < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if way < 0.7:
        return text[:at] + text[at + 1 :]
    row = next((row for row in manner.keys if text[at].lower() in row), "")
    return text[:at] + (row[(row.index(text[at].lower()) + 1) % len(row)] if row else text[at]) + text[at + 1 :]


def _shouted(random: Random, text: str) -> str:
    if random.random() < 0.3:
        words = text.split(" ")
        at = random.randrange(len(words))
        words[at] = words[at].upper()
        text = " ".join(words)
    return text.rstrip(".") + random.choice((".", "!", "!!", "!!!", ""))


def _filled(text: str, person: Person, hour: int, worker: Worker | None = None) -> str:
    part = MANNERS[person.language].parts[0 if 4 <= hour < 11 else 1 if 11 <= hour < 18 else 2]
    given = endings(person, worker) | {"part": part, "lower_part": part.lower(), "name": person.first}
    if worker is not None:
        given["agent"] = worker.first if person.language == "ru" else LATIN_NAMES[worker.first]
    return text.format_map(given) if "{" in text else text


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
