"""What notices hold of a person: nothing. They hold ids; what they say is read when it is shown."""

from nitka.kit.personal import Part
from nitka.notices.actions.outgoing import KEPT

PART = Part(
    "notices",
    held={},
    codes={
        "notices_device": "digest sealed name",
        "notices_notice": "kind data",
        "notices_sending": "way state reason detail",
        "notices_todo": "source ids detail",
        "notices_vapid": "name public sealed",
        "notices_wishes": "ways quiet letters",
    },
    keeps={"sendings": KEPT},
)
