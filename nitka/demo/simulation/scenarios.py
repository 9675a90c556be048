"""What kind of day is played: how many write, about what, in which temper, how quickly they are answered."""

from dataclasses import dataclass, replace
from random import Random

from nitka.demo.people import Person
from nitka.demo.stories import Story
from nitka.demo.tales import STORIES


@dataclass(frozen=True, slots=True)
class Scenario:
    """`per_hour` conversations and `visits` to the shop at real time; `causes` come `weight` times as often."""

    name: str
    per_hour: float
    visits: float
    causes: frozenset[str] = frozenset()
    weight: float = 1.0
    temper: str = ""  # in which half of those write who write about such a cause
    slow: float = 1.0  # how much longer an answer takes
    skill: float = 0.0  # what is added to the skill of who answers


SCENARIOS = {
    one.name: one
    for one in (
        Scenario("day", per_hour=14, visits=40),
        Scenario("outage", 60, 25, frozenset({"product", "unsolved"}), 12, temper="angry", slow=3, skill=-0.25),
        Scenario("sale", 36, 160, frozenset({"price", "promise", "other"}), 4, slow=1.6),
    )
}


def story_of(random: Random, scenario: Scenario, person: Person) -> Story:
    """What somebody writes about on such a day."""
    stories = STORIES[person.language]
    return random.choices(stories, [one.weight * _times(scenario, one) for one in stories])[0]


def in_mood(random: Random, scenario: Scenario, person: Person, story: Story) -> Person:
    """The person on such a day."""
    if scenario.temper and story.cause in scenario.causes and random.random() < 0.5:
        return replace(person, temper=scenario.temper)
    return person


def _times(scenario: Scenario, story: Story) -> float:
    return scenario.weight if story.cause in scenario.causes else 1.0
