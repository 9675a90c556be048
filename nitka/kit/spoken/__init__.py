"""Moments said in words, Russian and English: «до пятницы 10:00», "in 2 hours"."""

from nitka.kit.spoken.parse import heard
from nitka.kit.spoken.tokens import Passed, TooFar, Unclear

__all__ = ["Passed", "TooFar", "Unclear", "heard"]
