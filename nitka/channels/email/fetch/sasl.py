"""Logging in with a provider's token instead of a password (SASL XOAUTH2)."""

import base64


def xoauth2(user: str, token: str) -> str:
    """What the mechanism sends."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def xoauth2_base64(user: str, token: str) -> str:
    """The same as it goes over the wire."""
    return base64.b64encode(xoauth2(user, token).encode()).decode()
