"""What members have not been told yet."""

from django.utils.translation import gettext_lazy as _

from nitka.kit.health import Queue

_DUE = "next_at is not null"
QUEUES = (
    Queue("notices", _("notices to be made"), "notices", "notices_todo", "next_at", _DUE),
    Queue("letters", _("letters to members"), "letters", "notices_sending", "next_at", f"{_DUE} and way = 'mail'", 300),
    Queue("pushes", _("pushes to members"), "pushes", "notices_sending", "next_at", f"{_DUE} and way = 'push'", 300),
)
