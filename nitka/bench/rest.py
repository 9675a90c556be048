"""`nitka bench rest`: what the system takes while nothing happens: `nitka up` on a throw-away directory, a company
opened, twenty pages looked at, then left alone until its processor time is flat. Memory as proportional shares (Pss:
what processes share is counted once), processor time over a window of 30 seconds, by name of the process.

`--full`: the demo company in it, and a window of two minutes. The limit is the goal, 600 MB.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nitka.bench.ground import running
from nitka.bench.progress import say
from nitka.kit import usage
from nitka.kit.ports import free_port

GOAL = 600_000_000  # bytes
PAGES = 20
SETTLED = 1.0  # at rest: from look to look its processor time, in percent of a core, differs by no more
LOOK = 15.0  # seconds of one look; connections that nobody needs are closed meanwhile, one in five seconds
PATIENCE = 200.0
OPEN = "is open at"
VISIT = """
import django; django.setup()
from allauth.usersessions.models import UserSession
from django.test import Client
from nitka.accounts.actions import create_member, create_workspace
from nitka.accounts.models import User
user = User.objects.filter(email='olga@uklad.example').first()
if user is None:
    create_member(workspace=create_workspace(name='Rest', slug='rest'), email='m@rest.example', name='M', role='owner')
    user = User.objects.get(email='m@rest.example')
client = Client()
client.force_login(user)
UserSession.objects.create(user=user, ip='127.0.0.1', session_key=client.session.session_key)
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


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    window = 120.0 if full else 30.0
    with _house(demo=full) as house:
        say("looking at pages")
        seen = _look_around(house)
        say(f"{seen} pages; waiting for rest")
        settled = _settle(house)
        say(f"at rest after {settled:.0f} s; measuring for {window:.0f} s")
        took = _over(house, window)
        parts = house.parts()
        memory = {name: usage.memory(pids) for name, pids in sorted(parts.items())}
    total = sum(memory.values())
    return {
        "bench": "rest",
        "figures": {
            "memory_mb": _mb(total),
            "processes": sum(map(len, parts.values())),
            "by_process_mb": {name: _mb(size) for name, size in memory.items()},
            "how_many": {name: len(pids) for name, pids in sorted(parts.items())},
            "cpu_percent": round(sum(took.values()), 1),
            "by_process_cpu_percent": {name: round(share, 1) for name, share in sorted(took.items()) if share >= 0.05},
            "at_rest_after_s": round(settled),
        },
        "limit": {"memory_mb": _mb(GOAL)},
        "ratio": round(GOAL / total, 3),
    }


def name_of(command: str) -> str:
    """What a process is, from its command line."""
    if command.startswith("postgres:"):
        words = command.removeprefix("postgres:").split()
        return f"postgres {words[0]}" if words[0].startswith("nitka_") else f"postgres {' '.join(words[:2])}"
    if "postgres" in command.partition(" ")[0]:
        return "postgres"
    part = re.search(r"nitka\.cli (\w+)", command)
    return part[1] if part else " ".join(command.split()[:3])[:60]


@contextmanager
def _house(*, demo: bool) -> Iterator[House]:
    data = Path(tempfile.mkdtemp(prefix="nitka-rest-"))
    data.chmod(0o711)  # the server's own user must pass it
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(data), "--port", str(port)]
    command += ["--smtp-port", str(free_port()), *(["--demo"] if demo else [])]
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


def _look_around(house: House) -> int:
    """Pages that a member's rail and settings lead to, so that what is loaded late is loaded; how many."""
    env = os.environ | {"NITKA_DATA": str(house.data), "DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_ROLE": "app"}
    done = subprocess.run([sys.executable, "-c", VISIT], env=env, stdout=subprocess.PIPE, text=True, check=True)
    browser = urllib.request.build_opener()
    browser.addheaders = [("Cookie", f"sessionid={done.stdout.strip()}")]
    waiting, seen = ["/"], Counter[str]()
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        with browser.open(house.url + path, timeout=30) as answer:
            seen[path] += 1
            waiting += re.findall(r'href="(/w/[^"?#]+/)"', answer.read().decode())
    return len(seen)


def _settle(house: House) -> float:
    """Wait until nothing is being made ready any more; seconds."""
    start = time.monotonic()
    took, many = float("inf"), 0
    while time.monotonic() - start < PATIENCE:
        before, took = took, sum(_over(house, LOOK).values())
        were, many = many, sum(map(len, house.parts().values()))
        if abs(took - before) < SETTLED and many >= were:
            break
    return time.monotonic() - start


def _over(house: House, seconds: float) -> dict[str, float]:
    """Processor time by process, in percent of a core."""
    pids = house.parts()
    before = {pid: usage.processor([pid]) for those in pids.values() for pid in those}
    start = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - start
    return {
        name: sum(max(0.0, usage.processor([pid]) - before[pid]) for pid in those) / passed * 100
        for name, those in pids.items()
    }


def _mb(size: int) -> float:
    return round(size / 1e6, 1)
