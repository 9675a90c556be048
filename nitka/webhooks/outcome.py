"""What came of an attempt. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

ANSWER = 1024  # bytes that are kept of what was answered
TAKEN, GONE = range(200, 300), 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status, or why there is none."""

    ms: int
    status: int = 0
    error: str = ""
    answer: str = ""
    wait: timedelta | None = None

    @property
    def arrived(self) -> bool:
        """Whether it was taken."""
        return self.status in TAKEN


def words(error: str) -> str:
    """Why there is no status, in words."""
    known = {
        "inside": _("The address leads to an internal network: nothing is sent there"),
        "slow": _("No answer came within 15 seconds"),
        "no_host": _("There is no such host"),
        "tls": _("The certificate is not trusted, or there is no TLS"),
        "unreachable": _("No connection, or it broke off"),
        "broken": _("It could not be sent: an error here, which has been written down"),
    }
    return known.get(error, error)


def code_of(problem: str) -> str:
    """What `kit.outside` says, as a code of ours."""
    if "public" in problem or "usual port" in problem:
        return "inside"
    if problem in ("too slow", "TimeoutError"):
        return "slow"
    if problem == "no such host":
        return "no_host"
    return "tls" if "SSL" in problem or "Certificate" in problem else "unreachable"
