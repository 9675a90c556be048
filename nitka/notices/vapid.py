"""The installation's keys for push services (RFC 8292): made when they are first asked for, the private one sealed."""

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nitka.kit import secrets
from nitka.kit.db.bulk import insert
from nitka.notices.models import VapidKey

NAME = "vapid"
_AAD = "notices.vapid"


@dataclass(frozen=True, slots=True)
class Keys:
    """The pair; both base64url without padding, as browsers and py_vapid take them."""

    public: str
    private: str


def public() -> str:
    """What a browser subscribes with."""
    return _row().public


def keys() -> Keys:
    """Both, to sign with."""
    row = _row()
    return Keys(row.public, secrets.unseal(row.sealed, _AAD))


def _row() -> VapidKey:
    found = VapidKey.objects.filter(pk=NAME).first()
    if found is None:
        insert([_make()], ignore_conflicts=True)  # of several at once the first stays
        found = VapidKey.objects.get(pk=NAME)
    return found


def _make() -> VapidKey:
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    return VapidKey(pk=NAME, public=_text(point), sealed=secrets.seal(_text(number), _AAD))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
