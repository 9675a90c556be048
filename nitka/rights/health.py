"""What persons have asked for by law."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

QUEUES = (
    Queue("erasures", _("erasures"), "erasures", "rights_erasure", "next_at", "stage in ('waiting', 'going')", 1800),
    Queue("copies", _("copies of a person’s data"), "erasures", "rights_copy", "next_at", "stage = 'waiting'", 1800),
)
