"""What Nitka itself writes down: messages, conversations, ratings. The API refuses to make these up."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.moments.kinds.base import Facts, Kind
from nitka.ui import words


def _wrote(_facts: Facts) -> tuple[str, str]:
    return _("Wrote a message"), ""


def _answered(facts: Facts) -> tuple[str, str]:
    waited = facts.number("waited")
    return _("We answered"), _("after %(time)s") % {"time": words.duration(waited)} if waited else ""


def _closed(_facts: Facts) -> tuple[str, str]:
    return _("Closed"), ""


def _reopened(_facts: Facts) -> tuple[str, str]:
    return _("Opened again"), ""


def _withdrawn(_facts: Facts) -> tuple[str, str]:
    return _("Unsubscribed"), _("by a word in a message")


def _asked(_facts: Facts) -> tuple[str, str]:
    return _("Asked for a rating"), ""


def _rated(facts: Facts) -> tuple[str, str]:
    score = facts.number("score")
    if score is None:
        return _("Gave a rating"), ""
    most = 10 if facts.text("scale") == "nps" else 5
    again = _("changed or explained") if facts.flag("changed") else ""
    return _("Rated %(score)s of %(most)s") % {"score": int(score), "most": most}, again


def face(facts: Facts) -> int:
    """The one of five faces that stands for a rating; 0: there is none."""
    score = facts.number("score")
    if score is None:
        return 0
    if facts.text("scale") == "nps":
        return 5 if score >= 9 else 3 if score >= 7 else 2
    return max(1, min(5, int(score)))


KINDS = (
    Kind("message.in", gettext_lazy("Message from the customer"), "chat", _wrote, "talk"),
    Kind("message.out", gettext_lazy("Our message"), "send", _answered, "talk"),
    Kind("conversation.closed", gettext_lazy("Conversation closed"), "check", _closed, "talk"),
    Kind("conversation.reopened", gettext_lazy("Conversation opened again"), "undo", _reopened, "talk"),
    Kind("consent.withdrawn", gettext_lazy("Unsubscribed by a message"), "shield", _withdrawn, "talk"),
    Kind("rating", gettext_lazy("Rating"), "star", _rated, "rating"),
    Kind("rating.asked", gettext_lazy("Rating asked for"), "star", _asked, "rating"),
)
