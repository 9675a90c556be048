"""Debian packages that the tests use: installed when root, named when not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = (Path(__file__).parent / "packages.txt").read_text().split()


def missing() -> list[str]:
    """The packages of the list that are not installed."""
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *PACKAGES], capture_output=True, text=True
    )
    installed = {line.split()[0] for line in shown.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in PACKAGES if name not in installed]


def main() -> int:
    """Install or name."""
    if shutil.which("dpkg-query") is None:
        print(f"system: this is no Debian; the tests need what Debian calls {' '.join(PACKAGES)}")
        return 0
    names = missing()
    if not names:
        return 0
    if os.geteuid() != 0:
        print(f"system: the browser and mail tests need more: sudo apt-get install {' '.join(names)}")
        return 0
    print(f"system: installing {' '.join(names)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
