"""Debian's own clamd with one signature, that of the file which all scanners know: no list has to be fetched for it."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nitka.kit.tests.clamd import EICAR

VIRUS = "Nitka.Test.UNOFFICIAL"  # what clamd adds to names that are not its maker's
PROGRAM = "/usr/sbin/clamd"  # no PATH of a plain user has it


@contextmanager
def clamav(folder: Path) -> Iterator[str]:
    """Its place, once it listens."""
    known = folder / "known"
    known.mkdir()
    (known / "test.ndb").write_text(f"Nitka.Test:0:*:{EICAR[-40:-4].hex()}\n")
    place, told = folder / "clamd", folder / "clamd.conf"
    told.write_text(f"DatabaseDirectory {known}\nLocalSocket {place}\nForeground yes\nTemporaryDirectory {folder}\n")
    with subprocess.Popen([PROGRAM, "-c", told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 30
            while not _listens(str(place)):
                assert server.poll() is None, "clamd ended"
                assert time.monotonic() < until, "clamd does not listen"
                time.sleep(0.02)
            yield str(place)
        finally:
            server.terminate()


def _listens(place: str) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(place)
        return True
    return False
