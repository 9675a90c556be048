"""A small disk of our own that can be full: a tmpfs in a mount namespace that goes with the last process in it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_CLONE_NEWNS = 0x00020000
SIZE = 6 * 2**30  # of memory at most, and only what is written; `nitka doctor` wants two of them free
LARGE = 16 * 2**30  # a million messages with their letters take some 7
ROOM = 4096


class Disk:
    """The data directory's file system. `make` before any thread is started."""

    def __init__(self, path: Path, size: int = SIZE) -> None:
        self.path = path
        self.size = size

    @classmethod
    def make(cls, size: int = SIZE) -> Disk | None:
        """One to be filled; None where this user or machine allows none."""
        if os.geteuid() != 0 or shutil.which("mount") is None:
            return None
        if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
            return None
        path = Path(tempfile.mkdtemp(prefix="nitka-chaos-disk-"))
        private = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "tmpfs", str(path)], capture_output=True
        )
        if private.returncode or mounted.returncode:
            path.rmdir()
            return None
        return cls(path, size)

    def fill(self) -> int:
        """No room for another page; bytes in use."""
        used = shutil.disk_usage(self.path).used
        for _ in range(20):  # somebody may write in between: a size below what is used is refused
            if self._resize(used):
                break
            used = shutil.disk_usage(self.path).used + ROOM
        return used

    def free(self) -> None:
        """Room again."""
        self._resize(self.size)

    def remove(self) -> None:
        """Unmount it."""
        subprocess.run(["umount", "-l", str(self.path)], capture_output=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def _resize(self, size: int) -> bool:
        done = subprocess.run(["mount", "-o", f"remount,size={size}", str(self.path)], capture_output=True)
        return done.returncode == 0


def read_only(path: Path) -> bool:
    """Turn a directory into one that cannot be written, for root too; False where that cannot be done."""
    if os.geteuid() != 0:
        path.chmod(0o555)
        return True
    return all(
        subprocess.run(["mount", *words, str(path)], capture_output=True).returncode == 0
        for words in (["--bind", str(path)], ["-o", "remount,bind,ro"])
    )
