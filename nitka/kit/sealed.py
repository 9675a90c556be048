"""A file of any length under a passphrase: encrypted and authenticated piece by piece, from the first byte to the last.

The key is made by scrypt of the passphrase and a salt of the file. Each piece of 1 MiB is AES-256-GCM with its number
as the nonce; the last one is marked there, so that a file that was cut, changed or put together anew does not open.
"""

import base64
import hashlib
import hmac
import io
import json
import os
import struct
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"NITKA SEALED\n"
FORMAT = 1
PIECE = 1 << 20
TAG = 16
COST = {"n": 1 << 17, "r": 8, "p": 1}  # 128 MB and some 0.4 s a try
DEAREST = 1 << 20  # of n: a forged header must not take all memory
LONGEST_HEADER = 4096


class NotSealed(ValueError):
    """It is no file of ours at all."""


class Newer(ValueError):
    """A newer version made it; `args[0]` is its format."""


class WrongPassphrase(ValueError):
    """The file is sealed with another one."""


class Damaged(ValueError):
    """Bytes are missing, or are others than were written; `args[0]` is about where (bytes from the beginning)."""


def _keys(passphrase: str, header: dict[str, Any]) -> tuple[bytes, bytes]:
    """The key of the pieces, and the key that the header is checked with."""
    salt = base64.b64decode(header["salt"])
    made = Scrypt(salt=salt, length=64, n=header["n"], r=header["r"], p=header["p"]).derive(passphrase.encode())
    return made[:32], made[32:]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Writer(io.RawIOBase):
    """Seals what is written to it into `file`. `close` writes the last piece and leaves `file` open."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._file, self._rest, self._number = file, bytearray(), 0
        header = {"format": FORMAT, "salt": base64.b64encode(os.urandom(16)).decode(), **COST}
        key, check = _keys(passphrase, header)
        words = json.dumps(header).encode()
        start = MAGIC + struct.pack(">I", len(words)) + words
        start += hmac.digest(check, start, "sha256")
        self._of = hashlib.sha256(start).digest()
        self._cipher = AESGCM(key)
        file.write(start + self._of)

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, data: Any) -> int:
        """Seal as many pieces as are full; one is always kept back, as it may be the last."""
        self._rest += data
        while len(self._rest) > PIECE:
            self._put(bytes(self._rest[:PIECE]), last=False)
            del self._rest[:PIECE]
        return len(data)

    def finish(self) -> None:
        """The last piece: without it the file is not whole."""
        self._put(bytes(self._rest), last=True)
        self._rest.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._of))
        self._number += 1


class Reader(io.RawIOBase):
    """The bytes that were sealed. Raises NotSealed, Newer, WrongPassphrase at once, Damaged when it comes to it."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._file, self._number, self._piece, self._at = file, 0, b"", 0
        start, header = _header(file)
        key, check = _keys(passphrase, header)
        if not hmac.compare_digest(hmac.digest(check, start[:-32], "sha256"), start[-32:]):
            raise WrongPassphrase
        self._of = hashlib.sha256(start).digest()
        self._cipher = AESGCM(key)
        self._begins = file.tell()
        self._next = file.read(PIECE + TAG)
        self._ended = False

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a part of the buffer; 0 at the end, which is known to be the end."""
        while self._at == len(self._piece):
            if self._ended:
                return 0
            self._open()
        n = min(len(buffer), len(self._piece) - self._at)
        buffer[:n] = self._piece[self._at : self._at + n]
        self._at += n
        return n

    def _open(self) -> None:
        sealed, self._next = self._next, self._file.read(PIECE + TAG)
        last = not self._next
        try:
            self._piece = self._cipher.decrypt(_nonce(self._number, last=last), sealed, self._of)
        except (InvalidTag, ValueError):
            raise Damaged(self._begins + self._number * (PIECE + TAG)) from None
        self._number, self._at, self._ended = self._number + 1, 0, last


def _header(file: BinaryIO) -> tuple[bytes, dict[str, Any]]:
    """The first bytes with their check, and what they say."""
    start = file.read(len(MAGIC) + 4)
    if not start.startswith(MAGIC):
        raise NotSealed
    length = int.from_bytes(start[len(MAGIC) :].ljust(4, b"\xff"), "big")
    start += file.read(min(length, LONGEST_HEADER) + 32)
    if not hmac.compare_digest(hashlib.sha256(start).digest(), file.read(32)):
        raise Damaged(0)
    header: dict[str, Any] = json.loads(start[len(MAGIC) + 4 : -32])
    if header["format"] > FORMAT:
        raise Newer(header["format"])
    if header["n"] > DEAREST:
        raise Damaged(0)
    return start, header
