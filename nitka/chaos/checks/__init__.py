"""What must hold afterwards, read by the doors and from the database. Each check yields findings."""

from nitka.chaos.checks.answers import answers
from nitka.chaos.checks.drained import drained, moves
from nitka.chaos.checks.events import events
from nitka.chaos.checks.health import calm, doctor, memory
from nitka.chaos.checks.letters import letters
from nitka.chaos.checks.messages import messages

__all__ = ["answers", "calm", "doctor", "drained", "events", "letters", "memory", "messages", "moves"]
