"""What other programs have not been told yet."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Fact, Queue

QUEUES = (
    Queue("happenings", _("events for webhooks"), "webhooks-spread", "webhooks_happening", "at"),
    Queue("webhooks", _("webhooks on their way"), "webhooks", "webhooks_delivery", "next_at",
          "next_at is not null", 600),
)  # fmt: skip
FACTS = (
    Fact(
        "given_up",
        "select count(*) from webhooks_endpoint where off_at is not null and off_why <> 'hand' having count(*) > 0",
    ),
)
