"""How scores and days are said."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nitka.feedback.metrics.scales import CSAT
from nitka.ui.words import NBSP, figure


def score_word(scale: str, score: int) -> str:
    """`good` for a face, the number itself on the scale 0–10."""
    if scale != CSAT:
        return figure(score)
    return {1: _("very bad"), 2: _("bad"), 3: _("so-so"), 4: _("good"), 5: _("very good")}[score]


def day_of(moment: datetime) -> str:
    """`17 November`, in the reader's zone; for the inside of a sentence."""
    return date_format(timezone.localtime(moment), "j E").replace(" ", NBSP)
