"""Secrets at rest: AES-256-GCM with the workspace and the row as associated data, and a key id for rotation."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nitka.kit import config
from nitka.kit.config import Installation


def seal(text: str, aad: str) -> str:
    """`text` encrypted under the current key: `key id . nonce and ciphertext`. `aad` names the row it belongs to."""
    return seal_with(config.load(), text, aad)


def unseal(sealed: str, aad: str) -> str:
    """The text of `seal`; raises cryptography's InvalidTag when the row, the key or a bit is another."""
    return unseal_with(config.load(), sealed, aad)


def seal_with(ring: Installation, text: str, aad: str) -> str:
    """The same with another installation's keys than this process's."""
    nonce = os.urandom(12)
    sealed = AESGCM(ring.keys[ring.key_id]).encrypt(nonce, text.encode(), aad.encode())
    return f"{ring.key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal_with(ring: Installation, sealed: str, aad: str) -> str:
    """The same with another installation's keys than this process's."""
    key_id, _, body = sealed.partition(".")
    blob = base64.urlsafe_b64decode(body)
    return AESGCM(ring.keys[key_id]).decrypt(blob[:12], blob[12:], aad.encode()).decode()
