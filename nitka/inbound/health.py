"""What waits to be digested."""

from django.utils.translation import gettext_lazy as _

from nitka.inbound.models import LANES
from nitka.kit.health import Fact, Queue

_DUE = "uuid_extract_timestamp(inbound_id)"
QUEUES = (
    Queue("inbound", _("what arrived"), "digester", "inbound_queue", _DUE, f"lane < {LANES}", late=30),
    Queue("events", _("events of sites and programs"), "heavy 1", "inbound_queue", _DUE, f"lane >= {LANES}", late=120),
)
FACTS = (Fact("quarantine", "select count(*) from inbound_quarantine having count(*) > 0", each=True),)
