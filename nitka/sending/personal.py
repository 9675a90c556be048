"""What is sent holds nothing of a person here: a list goes out piece by piece and is kept where it arrives."""

from nitka.kit.personal import Part, Recipient
from nitka.sending.models import KEPT, Schedule


def recipients() -> list[Recipient]:
    """The stores that lists go to; the slot "rights.recipients"."""
    rows = Schedule.objects.filter(off_at=None).order_by("created_at")
    return [Recipient("store", one.address, "/".join(filter(None, [one.bucket, one.folder]))) for one in rows]


PART = Part(
    "sending",
    held={},
    codes={
        "sending_schedule": "list format every place address region bucket folder login sealed host_key offered",
        "sending_run": "state name reason detail",
    },
    steps=(),
    keeps={"runs": KEPT},
)
