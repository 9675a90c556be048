"""Who the server runs as: PostgreSQL refuses root, so root starts it as a user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from nitka.kit.config import ConfigError

USER = "nitka"
# Capabilities that let another user pass directories closed to it, gentlest first, with their bit numbers.
PASSING = (("dac_read_search", 2), ("dac_override", 1))


def account() -> pwd.struct_passwd | None:
    """The dedicated user when we are root (made when absent); nobody else when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        pass
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        raise ConfigError(
            f"PostgreSQL does not run as root and the user {USER!r} could not be made: "
            f"make it (`useradd --system {USER}`), or run as an ordinary user."
        ) from None
    return pwd.getpwnam(USER)


def closed(path: Path) -> bool:
    """True when a stranger cannot pass some directory above (or at) the path."""
    return any(not parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def _capability() -> str:
    status = Path("/proc/self/status").read_text()
    bounding = int(status.split("CapBnd:")[1].split()[0], 16)
    for name, bit in PASSING:
        if bounding >> bit & 1:
            return name
    raise ConfigError(
        f"The user {USER!r} cannot reach the data directory: choose one with --data that everybody may pass."
    )


def command(arguments: list[str], *paths: Path, pdeathsig: str = "clear") -> list[str]:
    """The command line that runs `arguments` as the server's user, able to reach `paths`."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ConfigError("`setpriv` is missing: install the package util-linux.")
    prefix = [setpriv, "--pdeathsig", pdeathsig]
    user = account()
    if user is not None:
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if any(closed(path) for path in (*paths, Path(arguments[0]))):
            name = _capability()
            prefix += [f"--inh-caps=+{name}", f"--ambient-caps=+{name}"]
    return [*prefix, "--", *arguments]


def give(path: Path, mode: int = 0o700) -> Path:
    """Make a directory that belongs to the server's user."""
    path.mkdir(parents=True, exist_ok=True)
    user = account()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(mode)
    return path


def hand_over(path: Path, secret: str) -> Path:
    """Write a secret into a file that only the server's user may read; the caller removes it."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
        user = account()
        if user is not None:
            os.chown(path, user.pw_uid, user.pw_gid)
    return path
