"""Verbs of segments."""

from nitka.segments.actions.judge import fill_segment
from nitka.segments.actions.keep import archive_segment, change_segment, make_segment, restore_segment
from nitka.segments.actions.nightly import reckon_scores
from nitka.segments.actions.ready import make_ready
from nitka.segments.actions.touch import touch
from nitka.segments.definition.tree import WrongDefinition

__all__ = [
    "WrongDefinition", "archive_segment", "change_segment", "fill_segment", "make_ready", "make_segment",
    "reckon_scores", "restore_segment", "touch",
]  # fmt: skip
