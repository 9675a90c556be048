"""A running `nitka up` on a throw-away directory, for benchmarks of the whole system."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nitka.bench.ground import running
from nitka.kit import usage
from nitka.kit.ports import free_port

PATIENCE = 400.0  # seconds in which it must be open, the full demo made
OPEN = "is open at"
VISIT = """
import django; django.setup()
from django.test import Client
from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import User
user = User.objects.filter(email='olga@uklad.example').first()
if user is None:
    create_member(workspace=create_workspace(name='Rest', slug='rest'), email='m@rest.example', name='M', role='owner')
    user = User.objects.get(email='m@rest.example')
client = Client()
client.force_login(user)
print(client.cookies['sessionid'].value)
"""


@dataclass(frozen=True)
class House:
    """A running `nitka up`."""

    data: Path
    url: str
    pid: int

    def parts(self) -> dict[str, list[int]]:
        """Its processes by name."""
        found: dict[str, list[int]] = defaultdict(list)
        for pid in {*usage.family(self.pid), *usage.family(usage.server_of(str(self.data)))}:
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[name_of(words)].append(pid)
        return dict(found)

    def signed_in(self) -> "Browser":
        """As its owner: of the demo where that is, else of a company that is opened now."""
        env = os.environ | {"NITKA_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "nitka.settings"}
        command = [sys.executable, "-c", VISIT]
        done = subprocess.run(command, env=env | {"NITKA_ROLE": "app"}, stdout=subprocess.PIPE, text=True, check=True)
        return Browser(self.url, done.stdout.strip())


class Browser:
    """Asks for pages with a member's session."""

    def __init__(self, url: str, session: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener()
        self.opener.addheaders = [("Cookie", f"sessionid={session}")]

    def get(self, path: str) -> str:
        """A page. Raises HTTPError where it is refused."""
        with self.opener.open(self.url + path, timeout=30) as answer:
            page: str = answer.read().decode()
        return page


def name_of(command: str) -> str:
    """What a process is, from its command line."""
    if command.startswith("postgres:"):
        words = command.removeprefix("postgres:").split()
        return f"postgres {words[0]}" if words[0].startswith("nitka_") else f"postgres {' '.join(words[:2])}"
    if "postgres" in command.partition(" ")[0]:
        return "postgres"
    part = re.search(r"nitka\.cli (\w+)|-m nitka\.(?!cli)([\w.]+)", command)
    return part[1] or part[2] if part else " ".join(command.split()[:3])[:60]


def _free_pair() -> int:
    """A free port before another free one, where the demo's relay listens."""
    while True:
        port = free_port()
        with suppress(OSError), socket.create_server(("127.0.0.1", port + 1)):
            return port


@contextmanager
def standing(*, demo: str = "") -> Iterator[House]:
    """One that is open; `demo` is the size of the company in it, "" for none. Gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="nitka-house-"))
    data.chmod(0o711)  # the server's own user must pass it
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(data), "--port", str(port)]
    command += ["--smtp-port", str(_free_pair()), *(["--demo", "--demo-size", demo] if demo else [])]
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "NITKA_DIRECT_URL")}
    out = data / "stdout"
    try:
        with out.open("wb") as words:
            process = subprocess.Popen(command, env=env, stdout=words, stderr=words, text=True)
        with running(process, patience=30):
            deadline = time.monotonic() + PATIENCE
            while OPEN not in out.read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(out.read_text())
                time.sleep(0.1)
            yield House(data, url, process.pid)
    finally:
        shutil.rmtree(data, ignore_errors=True)
