"""A server by SFTP: where it is, and what its key looks like to people."""

import base64
import hashlib

PORT = 22


def place_of(address: str) -> tuple[str, int]:
    """Host and port of `host`, `host:2222`, `[fd00::1]:22`."""
    host, sign, port = address.rpartition(":")
    if sign and port.isdecimal() and (host.endswith("]") or ":" not in host):
        return host.strip("[]"), int(port)
    return address.strip("[]"), PORT


def fingerprint(key: str) -> str:
    """A server's key as `ssh-keygen -l` shows it: `ssh-ed25519 SHA256:…`."""
    kind, _sign, body = key.partition(" ")
    said = base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode().rstrip("=")
    return f"{kind} SHA256:{said}"
