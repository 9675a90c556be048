"""The ready-made segments of a workspace."""

from nitka.segments.actions.keep import make_segment
from nitka.segments.models import Segment
from nitka.segments.queries import ready_made
from nitka.segments.ready import READY


def make_ready() -> list[Segment]:
    """Those that are not there yet, called in the language at work; those that were put away stay away."""
    found = ((code, *READY[code]) for code in ready_made())
    return [make_segment(name=str(name), definition=definition, ready=code) for code, name, definition in found]
