"""Signed names of stored files: what a composer holds until its message is sent."""

from typing import Any

from django.core import signing

from nitka.kit.context import require_workspace

SALT = "nitka.desk.file"


def token(row: dict[str, Any]) -> str:
    """A stored file (sha256, name, type, size) as a word that only this workspace can redeem."""
    body = {"w": str(require_workspace()), "s": row["sha256"], "n": row["name"], "t": row["type"], "z": row["size"]}
    return signing.dumps(body, salt=SALT)
