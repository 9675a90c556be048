"""Secrets at rest: AES-256-GCM with the workspace and the row as associated data, and a key id for rotation."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nitka.kit import config


def seal(text: str, aad: str) -> str:
    """`text` encrypted under the current key: `key id . nonce and ciphertext`. `aad` names the row it belongs to."""
    ring = config.load()
    key_id, key = ring.key_id, ring.keys[ring.key_id]
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), aad.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, aad: str) -> str:
    """The text of `seal`; raises cryptography's InvalidTag when the row, the key or a bit is another."""
    key_id, _, body = sealed.partition(".")
    blob = base64.urlsafe_b64decode(body)
    return AESGCM(config.load().keys[key_id]).decrypt(blob[:12], blob[12:], aad.encode()).decode()
