"""A request's body as it lies in the inbound log."""

import zlib

SMALL = 2_048  # bytes: to set up a deflater costs more than so few take


def packed(body: bytes) -> bytes:
    """Deflated where that is worth it."""
    return zlib.compress(body, 1) if len(body) > SMALL else body


def unpacked(raw: bytes) -> bytes:
    """The body again; JSON of ours begins with a brace, which deflated bytes never do. Raises zlib.error."""
    return raw if raw[:1] == b"{" else zlib.decompress(raw)
