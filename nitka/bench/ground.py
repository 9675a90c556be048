"""An installation for a benchmark: its own database, durable commits on, gone afterwards unless it is to be kept."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nitka.kit import config
from nitka.kit.pg import Cluster, prepare

MIGRATE = "import django; django.setup(); from django.core.management import call_command; "


@dataclass(frozen=True)
class Ground:
    """The installation and the environment of processes that work on it."""

    installation: config.Installation
    env: dict[str, str]

    def python(self, *arguments: str, role: str = "app", **extra: str) -> "subprocess.Popen[str]":
        """Start our Python with the installation's environment."""
        env = self.env | {"NITKA_ROLE": role} | extra
        return subprocess.Popen([sys.executable, *arguments], env=env, stdout=subprocess.PIPE, text=True)

    def part(self, *arguments: str, role: str = "app", **extra: str) -> "subprocess.Popen[str]":
        """Start a process of the system; its log goes to a file, as a pipe that nobody reads fills up."""
        with Path(self.env["NITKA_DATA"], f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "nitka.cli", *arguments],
                env=self.env | {"NITKA_ROLE": role} | extra,
                stdout=log,
                stderr=log,
                text=True,
            )

    def ask(self, code: str, role: str = "app", **extra: str) -> str:
        """What a short program prints; raises CalledProcessError when it fails."""
        env = self.env | {"NITKA_ROLE": role} | extra
        done = subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def holds(self, what: str) -> None:
        """Raise ConfigError when the directory was kept for something else."""
        if (there := self.once("what", lambda: what)) != what:
            raise config.ConfigError(f"{self.env['NITKA_DATA']} holds {there}: name another directory with --keep.")

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` answered when it first came to its end in this installation (anything that JSON holds)."""
        note = Path(self.env["NITKA_DATA"], "bench.json")
        known = json.loads(note.read_text()) if note.exists() else {}
        if name not in known:
            made = make()  # which may keep something itself
            known = (json.loads(note.read_text()) if note.exists() else {}) | {name: made}
            note.write_text(json.dumps(known))
        return known[name]


@contextmanager
def ground(apps: str = "", keep: Path | None = None) -> Iterator[Ground]:
    """An installation with its server running and its tables made (of one app when named): a fresh one, or what is in
    `keep`, which stays."""
    data = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="nitka-bench-"))
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o711)  # the server's own user must pass it
    try:
        installation = config.open_or_create(data)
        env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "NITKA_DIRECT_URL")}
        env |= {"NITKA_DATA": str(data), "DJANGO_SETTINGS_MODULE": env.get("DJANGO_SETTINGS_MODULE", "nitka.settings")}
        with Cluster(installation) as server:
            server.create_database()
            prepare(installation)
            found = Ground(installation, env)
            named = f"{apps!r}, " if apps else ""
            found.ask(MIGRATE + f"call_command('migrate', {named}verbosity=0, interactive=False)", role="owner")
            yield found
    finally:
        if not keep:
            shutil.rmtree(data, ignore_errors=True)


@contextmanager
def running(process: "subprocess.Popen[str]", patience: float = 5) -> Iterator["subprocess.Popen[str]"]:
    """End a process after the block, whatever happens in it."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
