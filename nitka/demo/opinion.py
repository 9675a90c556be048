"""What a customer thinks of it: a score from what was lived through, the reasons named, a word of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from nitka.demo.stories import Story

TOLERANCE = {True: 4 * 3600, False: 600}  # seconds that an answer may take: by letter, in a chat
ANSWERS = 0.56  # of those asked
TEMPERS = {"angry": -0.5, "warm": 0.35, "formal": -0.1, "anxious": -0.1, "chatty": 0.15}


@dataclass(frozen=True, slots=True)
class Opinion:
    """One of five faces, why, and what was written beside."""

    score: int
    factors: list[str]
    comment: str


def opinion(
    random: Random, story: Story, *, waited: float, by_mail: bool, skill: float, bad_days: bool, temper: str = "calm"
) -> Opinion:
    """`waited`: the longest, in seconds; `bad_days`: the week of the faulty batch; `skill` of who answered, 0…1."""
    slow = waited > TOLERANCE[by_mail]
    feeling = 5.2 - 2.6 * story.hard + 2.1 * (skill - 0.5) - 0.8 * slow - 0.9 * bad_days + TEMPERS.get(temper, 0.0)
    score = min(5, max(1, round(feeling + random.gauss(0, 1.1))))
    said = story.praise if score > 3 else story.comments
    comment = random.choice(said) if said and random.random() < 0.35 else ""
    return Opinion(score, list(_named(random, story, score, slow)), comment)


def _named(random: Random, story: Story, score: int, slow: bool) -> Iterator[str]:
    pool = story.hurts if score <= 3 else story.pleases
    for factor in pool:
        if random.random() < 0.6:
            yield factor
    if slow and score <= 3 and "speed" not in pool:
        yield "speed"
