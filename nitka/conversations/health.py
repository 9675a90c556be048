"""What waits to go out, to be sent at its time, to wake, to be found."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Fact, Queue

QUEUES = (
    Queue("deliveries", _("answers on their way out"), "deliverer", "conversations_delivery", "next_at",
          "state in ('waiting', 'sending')"),
    Queue("pending", _("answers that wait for their time"), "moments", "conversations_pending", "send_at",
          "state = 'waiting'", late=60),
    Queue("snoozed", _("snoozed conversations"), "moments", "conversations_snooze", "until", "ended_at is null"),
    Queue("search", _("messages not yet in the search"), "search", "conversations_search_todo", "at", late=600),
)  # fmt: skip
FACTS = (
    Fact("parked", "select count(*) from conversations_delivery where state = 'failed' having count(*) > 0"),
    # By the channel's reason: answers that were tried and did not get out yet
    Fact(
        "refused",
        "select reason, count(*), count(distinct channel_id) from conversations_delivery"
        " where state = 'waiting' and attempts > 0 group by reason order by 2 desc",
    ),
)
