"""Who has not been judged yet."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

QUEUES = (
    Queue("touches", _("customers to be judged for segments"), "segments", "segments_touch", "at", late=600),
    Queue("refills", _("segments to be filled"), "segments", "segments_segment", "refill_at",
          "refill_at is not null", late=1800),
)  # fmt: skip
