"""Lists that go out by schedule."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

QUEUES = (
    Queue("lists", _("lists on their way"), "sending", "sending_run", "next_at",
          "state in ('waiting', 'sending')", 1800),
)  # fmt: skip
