"""The two scales of a question and what their answers mean."""

from __future__ import annotations

from nitka.feedback.metrics import csat, nps

CSAT = "csat"
NPS = "nps"
NPS_FACES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)
RANGES = {CSAT: (1, 5), NPS: (0, 10)}


def valid(scale: str, score: int) -> bool:
    """Whether `score` is an answer on `scale`."""
    low, high = RANGES[scale]
    return low <= score <= high


def mood(scale: str, score: int) -> int:
    """−1 unhappy or detractor, 0 neutral or passive, 1 happy or promoter."""
    unhappy, happy = (csat.UNHAPPY_MAX, csat.HAPPY_MIN) if scale == CSAT else (nps.DETRACTOR_MAX, nps.PROMOTER_MIN)
    return -1 if score <= unhappy else int(score >= happy)


def face(scale: str, score: int) -> int:
    """The one of five faces that stands for an answer."""
    if scale == CSAT:
        return score
    return NPS_FACES[score]
