"""What can go wrong. Each is a function `(arena, random) -> words`: plays one trouble, ends it, and says what it did.

It may raise `Skipped` with the reason where the machine does not allow it.
"""

from nitka.chaos.faults.clock import clock
from nitka.chaos.faults.disk import disk
from nitka.chaos.faults.fault import Fault, Skipped
from nitka.chaos.faults.kill import kill, kill_all
from nitka.chaos.faults.line import cut, hold
from nitka.chaos.faults.mail import busy_relay, dead_relay, slow_relay, storm
from nitka.chaos.faults.server import restart
from nitka.chaos.faults.stop import stop

FAULTS: dict[str, Fault] = {
    "kill": kill,
    "stop": stop,
    "restart": restart,
    "cut": cut,
    "hold": hold,
    "disk": disk,
    "clock": clock,
    "slow relay": slow_relay,
    "busy relay": busy_relay,
    "dead relay": dead_relay,
    "storm": storm,
    "kill all": kill_all,
}

__all__ = ["FAULTS", "Fault", "Skipped"]
