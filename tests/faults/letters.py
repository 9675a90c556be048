"""Letters nobody should send, each from an address of its own."""

import base64
import os
from collections.abc import Callable

HEAD = (
    b"From: %s\r\nTo: help@uklad.example\r\nSubject: %s\r\nDate: Tue, 24 Nov 2026 10:00:00 +0300\r\n"
    b"MIME-Version: 1.0\r\n"
)
RTL = "\u202e"
Make = Callable[[str], bytes]  # a name → the letter


def _head(name: str, subject: bytes = b"Hello", message_id: bool = True) -> bytes:
    known = f"Message-ID: <{name}@odd.example>\r\n".encode() if message_id else b""
    return HEAD % (address(name).encode(), subject) + known


def address(name: str) -> str:
    """Whom the letter of that name is from."""
    return f"{name}@odd.example"


def plain(name: str, text: str = "An ordinary question", subject: str = "Hello") -> bytes:
    """A letter as they should be."""
    head = _head(name, subject.encode())
    return head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode("utf-8", "surrogatepass") + b"\r\n"


def _mixed(name: str, parts: list[bytes], end: bool = True) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + (b"--b--\r\n" if end else b"")
    return _head(name) + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + body


def forty_megabytes(name: str) -> bytes:
    """One picture of a whole flat."""
    lines = base64.encodebytes(os.urandom(29_500_000)).replace(b"\n", b"\r\n")
    file = b'Content-Type: image/png; name="plan.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + lines
    return _mixed(name, [b"Content-Type: text/plain\r\n\r\nThe plan", file])


def three_thousand_parts(name: str) -> bytes:
    """More parts than anybody reads."""
    return _mixed(name, [b"Content-Type: text/plain\r\n\r\npart %d" % n for n in range(3_000)])


def deep(name: str) -> bytes:
    """Parts in parts in parts."""
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (n, n) for n in range(500))
    return _head(name) + opened + b"Content-Type: text/plain\r\n\r\nthe bottom\r\n"


def broken_mime(name: str) -> bytes:
    """No end, bad base64, a charset nobody knows, a script."""
    html = b"Content-Type: text/html; charset=nonsense\r\n\r\n<p onclick=evil()>Hi<script>evil()</script>"
    html += b"<a href='javascript:evil()'>x"
    wrong = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ;;=\r\n\r\n===%%%"
    return _mixed(name, [html, wrong, b"no header at all"], end=False)


def no_message_id(name: str) -> bytes:
    """Some programs forget it."""
    return _head(name, message_id=False) + b"\r\nWithout a Message-ID\r\n"


def nul_bytes(name: str) -> bytes:
    """NULs in headers and text."""
    return _head(name, b"He\x00llo") + b"Content-Type: text/plain; charset=utf-8\r\n\r\nZero \x00 here\r\n"


def lone_surrogates(name: str) -> bytes:
    """Halves of characters, as some phones write them."""
    return plain(name, "half \ud83d of a face \udc00")


def right_to_left(name: str) -> bytes:
    """A line that is read backwards, and a file that looks like another."""
    text = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{RTL}evil{RTL}\r\n".encode()
    head = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; "
    file = head + f'filename="bill{RTL}fdp.exe"\r\n\r\nMZ'
    return _mixed(name, [text, file.encode()])


def long_word(name: str) -> bytes:
    """One word of 10,000 letters."""
    return plain(name, "ы" * 10_000)


def long_lines(name: str) -> bytes:
    """A header without end."""
    return _head(name, b"x" * 200_000) + b"\r\ntext\r\n"


def empty(name: str) -> bytes:
    """Headers and nothing else."""
    return _head(name)


ODD: tuple[Make, ...] = (
    three_thousand_parts,
    deep,
    broken_mime,
    no_message_id,
    nul_bytes,
    lone_surrogates,
    right_to_left,
    long_word,
    long_lines,
    empty,
    forty_megabytes,
)
