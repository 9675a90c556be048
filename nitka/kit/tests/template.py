"""An installation with its tables made: once for a whole run, and a copy for whoever needs one of their own.

Making it takes some twenty seconds of a core (initdb, extensions, all migrations), a copy a fraction of one. `kit.pg`'s
own tests and `cli/tests/test_up.py` begin from an empty directory, as a person does.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from nitka.kit import config
from nitka.kit.pg import Cluster, prepare
from nitka.kit.pg.prepare import migrate

PLACE = "NITKA_TEST_TEMPLATE"  # told to the other processes of a run by the first


def keys(data: Path) -> config.Installation:
    """Make `data` an installation with the keys of the template; its database is made when asked for."""
    config.open_or_create(_place())
    shutil.copy(_place() / config.FILE, data / config.FILE)
    return config.read(data)


def tables(data: Path) -> None:
    """Give `data` the template's database."""
    make()
    subprocess.run(["cp", "-a", "--reflink=auto", _place() / "pg", data / "pg"], check=True)


def make() -> None:
    """Make it, unless it is there. Of several that ask at once the first makes it, the others wait."""
    place = _place()
    with (place / "making").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (place / "made").exists():
            _make(config.read(place))
            (place / "made").touch()


def _make(installation: config.Installation) -> None:
    with Cluster(installation, throw_away=True) as server:
        server.create_database()
        prepare(installation)
        migrate(installation)


def _place() -> Path:
    place = Path(os.environ[PLACE])
    place.mkdir(exist_ok=True)
    place.chmod(0o711)  # the server's own user must pass it
    return place
