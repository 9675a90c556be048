"""What open pages have not heard yet."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

QUEUES = (Queue("signals", _("signals to open pages"), "sequencer", "realtime_eventoutbox"),)
