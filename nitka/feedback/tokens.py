"""The signed part of a link that rates: which workspace, which request. It opens nothing else."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from nitka.kit import clock

SIGNATURE = 12
PROOF_SECONDS = 24 * 3600


def make(workspace_id: UUID, request_id: UUID) -> str:
    """The token of a request, the same each time."""
    body = workspace_id.bytes + request_id.bytes
    return urlsafe_b64encode(body + _sign(b"rate", body)).decode().rstrip("=")


def read(token: str) -> tuple[UUID, UUID] | None:
    """Workspace and request of a genuine token, else None."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    body, signature = raw[:32], raw[32:]
    if (
        len(body) != 32
        or urlsafe_b64encode(raw).decode().rstrip("=") != token
        or not hmac.compare_digest(signature, _sign(b"rate", body))
    ):
        return None
    return UUID(bytes=body[:16]), UUID(bytes=body[16:])


def proof(token: str) -> str:
    """What a page hands to itself: a POST must bring it, so that following a link alone never votes."""
    stamp = str(int(clock.now().timestamp()))
    return f"{stamp}.{_sign(b'page', f'{token}.{stamp}'.encode()).hex()}"


def proven(token: str, given: str) -> bool:
    """Whether `given` is a proof our page made for this token within a day."""
    stamp, _, signature = given.partition(".")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    age = clock.now().timestamp() - int(stamp)
    wanted = _sign(b"page", f"{token}.{stamp}".encode()).hex()
    return -60 <= age <= PROOF_SECONDS and hmac.compare_digest(signature.encode(), wanted.encode())


def _sign(purpose: bytes, body: bytes) -> bytes:
    key = sha256(b"nitka.feedback." + purpose + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, body, sha256).digest()[:SIGNATURE]
