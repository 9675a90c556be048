"""The verbs of webhooks."""

from nitka.webhooks.actions.again import NotKept, example, resend, resend_failed
from nitka.webhooks.actions.endpoints import Wrong, change, create, remove, rotate, switch
from nitka.webhooks.actions.erase import age, erase
from nitka.webhooks.actions.happen import happened

__all__ = [
    "NotKept", "Wrong", "age", "change", "create", "erase", "example", "happened", "remove", "resend",
    "resend_failed", "rotate", "switch",
]  # fmt: skip
