"""Companies that move in from other programs."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue
from nitka.moving.models import WORKING

_STATES = ", ".join(f"'{state.value}'" for state in WORKING)
QUEUES = (
    Queue("moving", _("moves from other programs"), "moving", "moving_moving", "next_at", f"state in ({_STATES})",
          1800),
)  # fmt: skip
