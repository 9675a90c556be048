"""What customers enclose: a photograph of a broken sensor, a bill. Drawn here: no bytes lie in the repository."""

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 560, 420
CRACK = ((250.0, 96.0), (268.0, 150.0), (256.0, 192.0), (287.0, 228.0), (279.0, 282.0), (305.0, 330.0))
Plane = NDArray[np.float32]


def photograph(seed: int = 7) -> bytes:
    """A PNG: a round white sensor on a wooden table, cracked from edge to edge, its light red."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    picture = _table(x, y, np.random.default_rng(seed))
    far = np.hypot(x - 280, y - 210)
    _lay(picture, (58, 40, 28), 0.6 * _within(np.hypot(x - 294, y - 226), 158, 26))
    light = 250 - 0.13 * (x - 190) - 0.2 * (y - 110)
    _lay(picture, np.stack([light, light - 2, light - 8], -1), _within(far, 150, 1.5))
    _lay(picture, (205, 204, 200), 0.8 * _within(abs(far - 112), 3, 2))
    for start, end in pairwise(CRACK):
        away = _away(x, y, start, end)
        _lay(picture, (252, 252, 250), 0.9 * _within(away, 3.4, 1.6) * _within(far, 150, 1.5))
        _lay(picture, (46, 44, 43), 0.9 * _within(away, 1.3, 1.2) * _within(far, 150, 1.5))
    _lay(picture, (255, 90, 80), 0.55 * _within(np.hypot(x - 345, y - 150), 4, 20))
    _lay(picture, (236, 40, 34), _within(np.hypot(x - 345, y - 150), 6, 1.5))
    return png(np.clip(picture, 0, 255).astype(np.uint8) & np.uint8(0xFC))


def _table(x: Plane, y: Plane, random: np.random.Generator) -> Plane:
    """Boards of wood with grain."""
    grain = np.sin(y / 9 + 2.2 * np.sin(x / 170)) + 0.5 * np.sin(y / 3.3 + x / 60)
    light = 1 - 0.25 * np.hypot(x - 180, y - 90) / 560
    seam = 1 - 0.45 * _within(abs((y + 30) % 140 - 70), 1, 1.5)
    shade = (1 + 0.05 * grain + 0.012 * random.standard_normal(x.shape)) * light * seam
    return np.stack([168 * shade, 122 * shade, 82 * shade], -1).astype(np.float32)


def _within(away: Plane, reach: float, edge: float) -> Plane:
    """How much of a shape a point is: 1 inside, falling to 0 over its edge."""
    return np.clip((reach + edge - away) / edge, 0, 1)  # type: ignore[no-any-return]


def _away(x: Plane, y: Plane, start: tuple[float, float], end: tuple[float, float]) -> Plane:
    """How far each point is from a line."""
    (x0, y0), (x1, y1) = start, end
    along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
    return np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def _lay(picture: Plane, colour: object, cover: Plane) -> None:
    picture += (np.asarray(colour, np.float32) - picture) * cover[..., None]


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Rows of red, green, blue, each as its difference to the row above."""
    rows = pixels.reshape(pixels.shape[0], -1).astype(np.int16)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    lines = np.insert(((rows - above) % 256).astype(np.uint8), 0, 2, axis=1)
    head = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_part, parts))


def _part(named: tuple[bytes, bytes]) -> bytes:
    name, data = named
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bill(number: str, lines: Sequence[tuple[str, str]], total: str) -> bytes:
    """A PDF of one page, in English: a seller's head, what was bought, the sum."""
    said = [_line(22, 60, 770, "Uklad"), _line(10, 60, 752, "Smart home, installation and support")]
    said += [_line(16, 60, 700, f"Invoice {number}"), _line(10, 60, 682, "Payable within 14 days")]
    for n, (what, price) in enumerate(lines):
        said += [_line(11, 60, 640 - 20 * n, what), _line(11, 440, 640 - 20 * n, price)]
    foot = 640 - 20 * len(lines)
    said += [f"60 {foot + 8} m 520 {foot + 8} l S", _line(12, 60, foot - 12, "Total"), _line(12, 440, foot - 12, total)]
    return _pdf("\n".join(said).encode("latin-1"))


def _line(size: int, x: int, y: int, text: str) -> str:
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({safe}) Tj ET"


def _pdf(page: bytes) -> bytes:
    """The file around what a page says: objects, where each begins, and the end that names them."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return made + end % (count, table, count, len(made))
