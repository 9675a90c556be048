"""How people of the demo speak, by language: openings, circumstances, endings, slips of the hand; how each agent writes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """A language's ways: what a temperament puts around the matter. {part} is the time of day, {name} a first name."""

    parts: tuple[str, str, str]  # good morning, day, evening
    opens: dict[str, tuple[str, ...]]  # temperament → how they begin
    ends: dict[str, tuple[str, ...]]  # temperament → how they end
    around: dict[str, tuple[str, ...]]  # home | order | ask → circumstances that are told along
    smiles: tuple[str, ...]
    slips: tuple[tuple[str, str], ...]  # what is written → what the hand writes
    keys: tuple[str, ...]  # rows of the keyboard, for a neighbour's letter
    greets: dict[str, tuple[str, ...]]  # an agent's style → how they begin
    parts_with: dict[str, tuple[str, ...]]  # an agent's style → how they end
    more: dict[str, tuple[str, ...]]  # an agent's style → what they put between


TEMPERAMENTS = ("calm", "brisk", "warm", "angry", "formal", "anxious", "chatty")
STYLES = ("warm", "curt", "chatty", "formal")
