"""What lets one push to a device, sealed in its row."""

import json
from typing import TypedDict

from nitka.kit import secrets
from nitka.notices.models import Device


class Target(TypedDict):
    """A subscription (RFC 8030, 8291), and the session it was made in."""

    endpoint: str
    p256dh: str
    auth: str
    session: str


def seal(device: Device, target: Target) -> None:
    """Keep it in the row; save that afterwards."""
    device.sealed = secrets.seal(json.dumps(target), device.aad)


def opened(device: Device) -> Target:
    """It, opened."""
    found: Target = json.loads(secrets.unseal(device.sealed, device.aad))
    return found
