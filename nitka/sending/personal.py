"""What is sent holds nothing of a person here: a list goes out piece by piece and is kept where it arrives."""

from nitka.kit.personal import Part

PART = Part(
    "sending",
    held={},
    codes={
        "sending_schedule": "list format every place address region bucket folder login sealed host_key offered",
        "sending_run": "state name reason detail",
    },
    steps=(),
)
