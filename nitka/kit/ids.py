"""UUID version 7 keys (RFC 9562, section 5.7), made by us at receipt and never falling within a process."""

import os
import threading
from datetime import UTC, datetime
from uuid import UUID, SafeUUID

from nitka.kit import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last = 0
_bare, _give = object.__new__, object.__setattr__
_TAIL = (1 << 62) - 1
_UNKNOWN = SafeUUID.unknown


def uuid7(at: datetime | None = None) -> UUID:
    """A key whose first 48 bits are milliseconds of `at` (default: the clock).

    The 12 bits after them count up within a millisecond, so that keys made by one process for the present
    sort in the order they were made.
    """
    global _last
    stamp = _stamp(at if at is not None else clock.now())
    if at is None:
        with _lock:
            if _last >> 12 <= (stamp >> 12) + 1000:  # a clock set back far starts anew
                stamp = max(stamp, _last + 1)
            _last = stamp
    return _key(stamp, int.from_bytes(os.urandom(8), "big"))


def uuid7_after(last: UUID | None) -> UUID:
    """A key for the present that sorts behind `last`, though the clock may have been set back since that was made."""
    key = uuid7()
    if last is None or key > last:
        return key
    behind = ((last.int >> 80) << 12 | (last.int >> 64 & 0xFFF)) + 1
    return _key(behind, int.from_bytes(os.urandom(8), "big"))


def uuids7(count: int) -> list[UUID]:
    """So many keys for the present at once: the clock, the lock and the random source are asked once."""
    global _last
    stamp = _stamp(clock.now())
    with _lock:
        if _last >> 12 <= (stamp >> 12) + 1000:
            stamp = max(stamp, _last + 1)
        _last = stamp + count - 1
    tails = memoryview(os.urandom(8 * count)).cast("Q")
    return [_key(stamp + n, tail) for n, tail in enumerate(tails)]


def first_key(at: datetime) -> UUID:
    """Below every key made at a time or later; keys made before are below it. As `nitka_first_key` of the database."""
    return UUID(int=_micros(at) // 1000 << 80)


def _micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly: a float has not as many digits."""
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _stamp(moment: datetime) -> int:
    micros = _micros(moment)
    return (micros // 1000) << 12 | (micros % 1000) * 4


def _key(stamp: int, tail: int) -> UUID:
    # Past UUID's own __init__, which looks through all the forms it may be given for thrice as long
    key = _bare(UUID)
    _give(key, "int", (stamp >> 12) << 80 | 7 << 76 | (stamp & 0xFFF) << 64 | 2 << 62 | tail & _TAIL)
    _give(key, "is_safe", _UNKNOWN)
    return key


def moment_of(key: UUID) -> datetime:
    """When a version 7 key was made, to the millisecond."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def id_in(text: str | None) -> UUID | None:
    """The id that a request names; None where it names none or something else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
