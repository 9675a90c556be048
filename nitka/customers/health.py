"""Changes of many customers, and what is projected of them."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

QUEUES = (
    Queue("changes", _("changes of many customers"), "changes", "customers_change", "next_at",
          "state in ('going', 'returning')", late=600),
    Queue("stale", _("customers to be brought up to date"), "stale", "customers_stale"),
)  # fmt: skip
